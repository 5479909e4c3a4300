// dE/dc and explicit derivatives against differences of the power spectrum, which is quadratic: central differences are exact.
static std::vector<double> spectrum(const std::vector<double>& c, const std::vector<double>& factor) {
    std::vector<double> out;
    for (int l = 0; l <= L_MAX; l++)
        for (int q1 = 0; q1 < Q; q1++)
            for (int q2 = q1; q2 < Q; q2++) {
                double sum = 0;
                for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) sum += c[lm * Q + q1] * c[lm * Q + q2];
                out.push_back(factor[l] * (q1 < q2 ? std::sqrt(2.0) : 1) * sum);
            }
    return out;
}
int main() {
    const int size = LM * Q, pairs = 2;
    std::vector<double> c(size), factor(L_MAX + 1), v(2 * COLUMNS), d(size), weight(2 * CHANNELS);
    for (int i = 0; i < size; i++) c[i] = std::sin(1.0 + 0.7 * i);
    for (int l = 0; l <= L_MAX; l++) factor[l] = 1 - 0.3 * l;
    for (int i = 0; i < 2 * COLUMNS; i++) v[i] = std::cos(0.3 * i);
    for (int i = 0; i < 2 * CHANNELS; i++) weight[i] = 1 + 0.2 * i;
    launch(1, 32, [&] { pullCoefficients(c.data(), factor.data(), v.data(), 1, d.data()); });
    for (int i = 0; i < size; i++) {
        std::vector<double> up = c, down = c;
        up[i] += 0.5;
        down[i] -= 0.5;
        up = spectrum(up, factor);
        down = spectrum(down, factor);
        double expected = 0;
        for (int k = 0; k < COLUMNS; k++) expected += v[COLUMNS + k] * (up[k] - down[k]);
        if (!(std::fabs(d[i] - expected) < 1e-11)) { std::printf("dE/dc %d: %g, %g\n", i, d[i], expected); return 1; }
    }
    std::vector<double> slope(3 * pairs * LM * N), out(3 * pairs * COLUMNS), along(3 * pairs);
    std::vector<real> x(2 * COLUMNS);
    std::vector<int> element = {-2, 0}, owner = {0, 0}, row = {1};
    for (size_t i = 0; i < slope.size(); i++) slope[i] = std::sin(0.9 * i);
    for (size_t i = 0; i < x.size(); i++) x[i] = (real)std::sin(0.1 * i);
    launch(3 * pairs, GROUP, [&] { derivatives(slope.data(), element.data(), owner.data(), row.data(), weight.data(), c.data(),
        factor.data(), x.data(), out.data(), along.data()); });
    for (int r = 0; r < 3 * pairs; r++) {
        int e = r / 3 == 0 ? 1 : 0;
        std::vector<double> up = c, down = c;
        for (int i = 0; i < size; i++) {
            double step = weight[e * CHANNELS + i % Q / N] * slope[(r * LM + i / Q) * N + i % N];
            up[i] += 0.5 * step;
            down[i] -= 0.5 * step;
        }
        up = spectrum(up, factor);
        down = spectrum(down, factor);
        double product = 0;
        for (int k = 0; k < COLUMNS; k++) {
            product += out[r * COLUMNS + k] * x[COLUMNS + k];
            if (!(std::fabs(out[r * COLUMNS + k] - (up[k] - down[k])) < 1e-11)) { std::printf("derivative %d %d\n", r, k); return 1; }
        }
        if (!(std::fabs(product - along[r]) < 1e-11)) { std::printf("along %d\n", r); return 1; }
    }
}
