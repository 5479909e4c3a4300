int main() {
    // two blocks of three M, each of two terms; five columns
    const int columns = 5, environments = 3, LM = 9, Q = 4, COMPONENTS = 3, size = LM * Q;
    std::vector<double> c(environments * size), value(12), weight(columns);
    std::vector<int> begin(2 * COMPONENTS + 1), lm1(12), lm2(12), block = {0, 0, 1, 1, 1}, q1 = {0, 1, 2, 0, 3}, q2 = {3, 1, 2, 2, 0};
    for (int i = 0; i < environments * size; i++) c[i] = std::sin(1.0 + 0.7 * i);
    for (int i = 0; i <= 2 * COMPONENTS; i++) begin[i] = 2 * i;
    for (int k = 0; k < 12; k++) { lm1[k] = k % LM; lm2[k] = (5 * k + 2) % LM; value[k] = 0.3 * k - 1; }
    for (int k = 0; k < columns; k++) weight[k] = 1 + 0.2 * k;
    std::vector<real> out((environments + 1) * COMPONENTS * columns, (real)7);
    launch(environments, 32, [&] {
        couple(c.data(), size, Q, COMPONENTS, begin.data(), lm1.data(), lm2.data(), value.data(), columns, block.data(), q1.data(), q2.data(), weight.data(), 1, out.data());
    });
    for (int e = 0; e < environments; e++)
        for (int m = 0; m < COMPONENTS; m++)
            for (int k = 0; k < columns; k++) {
                double sum = 0;
                for (int t = begin[block[k] * COMPONENTS + m]; t < begin[block[k] * COMPONENTS + m + 1]; t++)
                    sum += value[t] * c[e * size + lm1[t] * Q + q1[k]] * c[e * size + lm2[t] * Q + q2[k]];
                double got = out[((e + 1) * COMPONENTS + m) * columns + k];
                if (!(std::fabs(got - weight[k] * sum) < 1e-12)) { std::printf("tensor %d %d %d\n", e, m, k); return 1; }
            }
    if (out[COMPONENTS * columns - 1] != 7) { std::printf("tensors before the first\n"); return 1; }
}
