// The same numbers from one work-item as from many, and what pairs pull with is dE/dc times their derivatives.
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
    std::vector<double> d(3 * LM * CHANNELS * N), factor = {1, 2, -1.5};
    for (size_t i = 0; i < d.size(); i++) d[i] = std::cos(0.3 * i);
    std::vector<double> one(3 * pairs, 7.0), many = one, derivative(3 * pairs * LM * N, 7.0), together = derivative;
    auto run = [&](int size, std::vector<double>& out, std::vector<double>& explicitly) {
        launch(3, size, [&] {
            pull(starts.data(), x.data(), y.data(), z.data(), element.data(), table.data(), table.data(), norm.data(), weight.data(),
                knots, (knots - 1) / 2.0, 2.0, 0.5, 1.0, 1.5, 3.0, d.data(), factor.data(), out.data());
        });
        launch(3, size, [&] {
            derive(starts.data(), x.data(), y.data(), z.data(), element.data(), table.data(), table.data(), norm.data(), weight.data(),
                knots, (knots - 1) / 2.0, 2.0, 0.5, 1.0, 1.5, 3.0, explicitly.data());
        });
    };
    run(1, one, derivative);
    run(24, many, together);
    if (one != many || derivative != together) { std::printf("not the same alone and together\n"); return 1; }
    double largest = 0;
    for (int e = 0; e < 3; e++)
        for (int p = starts[e]; p < starts[e + 1]; p++)
            for (int a = 0; a < 3; a++) {
                int kind = element[p] < 0 ? -1 - element[p] : element[p];
                double expected = 0;
                for (int lm = 0; lm < LM; lm++)
                    for (int j = 0; j < CHANNELS; j++)
                        for (int n = 0; n < N; n++)
                            expected += factor[e] * weight[kind * CHANNELS + j] * d[((e * LM + lm) * CHANNELS + j) * N + n]
                                * derivative[((3 * p + a) * LM + lm) * N + n];
                largest = std::fmax(largest, std::fabs(expected));
                if (!(std::fabs(one[3 * p + a] - expected) < 1e-10 * (1 + std::fabs(expected)))) {
                    std::printf("pair %d axis %d: %.17g, %.17g\n", p, a, one[3 * p + a], expected);
                    return 1;
                }
            }
    if (!(largest > 0.1) || one[0] != 0 || one[1] != 0 || one[2] != 0) { std::printf("largest %g\n", largest); return 1; }
}
