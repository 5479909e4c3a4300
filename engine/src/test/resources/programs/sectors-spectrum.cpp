// A molecule of four elements: some environments of 21 neighbours between 1 and 5 A.
void watch(const void*, unsigned long, const char*);
void report(const char*);
int main() {
    const int environments = 3, each = 21, pairs = environments * each, knots = 200;
    std::vector<int> starts(environments + 1), element(pairs), place = {2, 0, 1};
    std::vector<double> x(pairs), y(pairs), z(pairs), table(3 * knots * (L_MAX + 1) * PADDED, 0.5), norms(3 * LM, 1.0);
    std::vector<double> weights(4 * CHANNELS, 1.0), factor(L_MAX + 1, 1.0), norm(environments);
    std::vector<real> out(environments * (L_MAX + 1) * PACKED);
    for (int e = 0; e <= environments; e++) starts[e] = each * e;
    for (int p = 0; p < pairs; p++) {
        double r = 1 + 4.0 * ((p * 7919) % 997) / 997.0, c = std::cos(2.0 * p), s = std::sqrt(1 - c * c);
        x[p] = r * s * std::cos(3.0 * p);
        y[p] = r * s * std::sin(3.0 * p);
        z[p] = r * c;
        element[p] = p % each < 9 ? 0 : p % each < 17 ? 1 : p % each < 19 ? 2 : 3;
    }
    watch(x.data(), 8 * x.size(), "neighbours");
    watch(y.data(), 8 * y.size(), "neighbours");
    watch(z.data(), 8 * z.size(), "neighbours");
    watch(table.data(), 8 * table.size(), "table");
    watch(out.data(), sizeof(real) * out.size(), "features");
    launch(environments, GROUP, [&] {
        spectrum(starts.data(), x.data(), y.data(), z.data(), element.data(), table.data(), norms.data(), weights.data(), knots,
            (knots - 1) / 5.0, 1.0, 5.0, 0.5, 1.0, 1.0, 1.0, factor.data(), place.data(), 0, out.data(), norm.data());
    });
    report("spectrum");
}
