// The same numbers from one work-item as from many: then none depends on another's haste.
int main() {
    const int pairs = 4 * PAIRS + 3, knots = 5;
    std::vector<int> starts = {0, 2 * PAIRS + 1, 2 * PAIRS + 1, pairs}, element(pairs);
    std::vector<double> x(pairs), y(pairs), z(pairs), table(3 * knots * (L_MAX + 1) * PADDED + pairs * LN), norm(3 * LM), weight(2 * CHANNELS);
    for (int p = 0; p < pairs; p++) {
        x[p] = std::sin(1.0 + p);
        y[p] = std::cos(2.0 * p);
        z[p] = std::sin(3.0 * p);
        element[p] = p % 7 > 3;
    }
    x[0] = y[0] = z[0] = 0;
    element[0] = -1;
    for (size_t i = 0; i < table.size(); i++) table[i] = std::sin(0.1 * i);
    for (int i = 0; i < 3 * LM; i++) norm[i] = 1 + 0.1 * i;
    for (int i = 0; i < 2 * CHANNELS; i++) weight[i] = 1 + i;
    std::vector<double> one(3 * LM * CHANNELS * N, 7.0), many = one;
    auto run = [&](int size, std::vector<double>& out) {
        launch(3, size, [&] {
            expand(starts.data(), x.data(), y.data(), z.data(), element.data(), table.data(), norm.data(), weight.data(),
                knots, (knots - 1) / 2.0, 0.5, 2.0, 0.5, 1.0, 1.5, 3.0, out.data());
        });
    };
    run(1, one);
    run(24, many);
    double largest = 0;
    for (size_t i = 0; i < one.size(); i++) {
        largest = std::fmax(largest, std::fabs(one[i]));
        if (one[i] != many[i]) { std::printf("coefficient %zu: %.17g alone, %.17g together\n", i, one[i], many[i]); return 1; }
    }
    if (!(largest > 0.1) || one[LM * CHANNELS * N] != 0) { std::printf("largest %g\n", largest); return 1; }
}
