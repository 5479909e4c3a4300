int main() {
    // two triples, of two and three terms; five columns
    const int columns = 5, environments = 3, LM = 4, Q = 3, size = LM * Q;
    std::vector<double> c(environments * size), value = {0.5, -1.0, 0.3, 0.7, 2.0}, weight = {1, 1.5, 2, 2.5, 3};
    std::vector<int> begin = {0, 2, 5}, lm1 = {0, 1, 2, 3, 1}, lm2 = {3, 2, 1, 0, 2}, lm3 = {1, 1, 0, 2, 3};
    std::vector<int> factor = {0, 0, 0, 0, 0, 0, 2, 1, 0, 2, 2, 2, 1, 0, 1, 2, 1, 2, 2, 1};
    for (int i = 0; i < environments * size; i++) c[i] = std::sin(1.0 + 0.7 * i);
    std::vector<real> out((environments + 1) * columns, (real)7);
    launch(environments, 32, [&] {
        couple(c.data(), size, Q, begin.data(), lm1.data(), lm2.data(), lm3.data(), value.data(), columns, factor.data(), weight.data(), 1, out.data());
    });
    for (int e = 0; e < environments; e++)
        for (int k = 0; k < columns; k++) {
            const int* f = &factor[4 * k];
            double sum = 0;
            for (int i = begin[f[0]]; i < begin[f[0] + 1]; i++)
                sum += value[i] * c[e * size + lm1[i] * Q + f[1]] * c[e * size + lm2[i] * Q + f[2]] * c[e * size + lm3[i] * Q + f[3]];
            if (!(std::fabs(out[(e + 1) * columns + k] - weight[k] * sum) < 1e-12)) { std::printf("bispectrum %d %d\n", e, k); return 1; }
        }
    if (out[columns - 1] != 7) { std::printf("before the first row\n"); return 1; }
}
