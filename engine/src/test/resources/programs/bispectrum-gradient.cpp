// dE/dc and explicit derivatives against differences of cubic features: extrapolated differences are exact.
struct Triples {
    std::vector<int> begin = {0, 3, 5, 8}, lm1 = {0, 0, 0, 1, 2, 1, 2, 3}, lm2 = {0, 0, 1, 1, 3, 2, 0, 1}, lm3 = {0, 2, 1, 1, 3, 3, 1, 2}, factor;
    std::vector<double> value = {0.5, -1.0, 0.3, 0.7, 2.0, 1.1, -0.4, 0.8}, weight;
    int l[3][3] = {{0, 0, 0}, {1, 1, 1}, {1, 1, 1}};
};
static std::vector<double> features(const Triples& t, const std::vector<double>& c) {
    std::vector<double> out;
    for (int k = 0; k < COLUMNS; k++) {
        const int* f = &t.factor[4 * k];
        double sum = 0;
        for (int i = t.begin[f[0]]; i < t.begin[f[0] + 1]; i++)
            sum += t.value[i] * c[t.lm1[i] * Q + f[1]] * c[t.lm2[i] * Q + f[2]] * c[t.lm3[i] * Q + f[3]];
        out.push_back(t.weight[k] * sum);
    }
    return out;
}
static std::vector<double> slope(const Triples& t, const std::vector<double>& c, const std::vector<double>& step) {
    std::vector<double> out(COLUMNS);
    for (int part = 0; part < 2; part++) {
        double h = part == 0 ? 0.5 : 0.25;
        std::vector<double> up = c, down = c;
        for (size_t i = 0; i < c.size(); i++) { up[i] += h * step[i]; down[i] -= h * step[i]; }
        up = features(t, up);
        down = features(t, down);
        for (int k = 0; k < COLUMNS; k++) out[k] += (part == 0 ? -1.0 : 4.0) / 3 * (up[k] - down[k]) / (2 * h);
    }
    return out;
}
int main() {
    const int size = LM * Q, pairs = 2;
    Triples t;
    for (int k = 0; k < COLUMNS; k++) {
        for (int f : {k % 3, k % Q, (k / 2) % Q, (k / 3) % Q}) t.factor.push_back(f);
        t.weight.push_back(1 + 0.1 * k);
    }
    std::vector<double> c(size), v(2 * COLUMNS), d(size), weights(2 * CHANNELS);
    for (int i = 0; i < size; i++) c[i] = std::sin(1.0 + 0.7 * i);
    for (int i = 0; i < 2 * COLUMNS; i++) v[i] = std::cos(0.3 * i);
    for (int i = 0; i < 2 * CHANNELS; i++) weights[i] = 1 + 0.2 * i;
    // the columns of each coefficient, and the terms by each of their factors; orders of a triple as its terms have them
    std::vector<int> useBegin = {0}, use, termBegin = {0}, left, right;
    std::vector<double> value;
    for (int l = 0; l <= L_MAX; l++)
        for (int q = 0; q < Q; q++) {
            for (int k = 0; k < COLUMNS; k++)
                for (int place = 0; place < 3; place++)
                    if (t.factor[4 * k + 1 + place] == q)
                        for (int f : {k, 3 * t.factor[4 * k] + place, t.factor[4 * k + (place == 0 ? 2 : 1)], t.factor[4 * k + (place == 2 ? 2 : 3)]}) use.push_back(f);
            useBegin.push_back((int)use.size() / 4);
        }
    for (int triple = 0; triple < 3; triple++)
        for (int place = 0; place < 3; place++)
            for (int lm = 0; lm < LM; lm++) {
                for (int i = t.begin[triple]; i < t.begin[triple + 1]; i++) {
                    int of[3] = {t.lm1[i], t.lm2[i], t.lm3[i]};
                    if (of[place] == lm) {
                        left.push_back(of[place == 0 ? 1 : 0]);
                        right.push_back(of[place == 2 ? 1 : 2]);
                        value.push_back(t.value[i]);
                    }
                }
                termBegin.push_back((int)left.size());
            }
    launch(1, 32, [&] { pullTriples(c.data(), t.weight.data(), useBegin.data(), use.data(), termBegin.data(), left.data(), right.data(), value.data(), v.data(), 1, d.data()); });
    for (int i = 0; i < size; i++) {
        std::vector<double> step(size);
        step[i] = 1;
        std::vector<double> s = slope(t, c, step);
        double expected = 0;
        for (int k = 0; k < COLUMNS; k++) expected += v[COLUMNS + k] * s[k];
        if (!(std::fabs(d[i] - expected) < 1e-11)) { std::printf("dE/dc %d: %g, %g\n", i, d[i], expected); return 1; }
    }
    std::vector<double> ofPairs(3 * pairs * LM * N), out(3 * pairs * COLUMNS), along(3 * pairs);
    std::vector<real> x(2 * COLUMNS);
    std::vector<int> element = {-2, 0}, owner = {0, 0}, row = {1};
    for (size_t i = 0; i < ofPairs.size(); i++) ofPairs[i] = std::sin(0.9 * i);
    for (size_t i = 0; i < x.size(); i++) x[i] = (real)std::sin(0.1 * i);
    launch(3 * pairs, GROUP, [&] { deriveTriples(ofPairs.data(), element.data(), owner.data(), row.data(), weights.data(), c.data(),
        t.begin.data(), t.lm1.data(), t.lm2.data(), t.lm3.data(), t.value.data(), t.factor.data(), t.weight.data(), x.data(), out.data(), along.data()); });
    for (int r = 0; r < 3 * pairs; r++) {
        int e = r / 3 == 0 ? 1 : 0;
        std::vector<double> step(size);
        for (int i = 0; i < size; i++) step[i] = weights[e * CHANNELS + i % Q / N] * ofPairs[(r * LM + i / Q) * N + i % N];
        std::vector<double> expected = slope(t, c, step);
        double product = 0;
        for (int k = 0; k < COLUMNS; k++) {
            product += out[r * COLUMNS + k] * x[COLUMNS + k];
            if (!(std::fabs(out[r * COLUMNS + k] - expected[k]) < 1e-11)) { std::printf("derivative %d %d\n", r, k); return 1; }
        }
        if (!(std::fabs(product - along[r]) < 1e-11)) { std::printf("along %d\n", r); return 1; }
    }
}
