int main() {
    const int size = (L_MAX + 1) * (L_MAX + 1) * Q, packed = (L_MAX + 1) * PACKED;
    std::vector<double> c(2 * size), factor(L_MAX + 1);
    for (int i = 0; i < 2 * size; i++) c[i] = std::sin(1.0 + 0.7 * i);
    for (int l = 0; l <= L_MAX; l++) factor[l] = 1 - 0.3 * l;
    std::vector<real> out(3 * packed, (real)7);
    std::vector<double> norm(3, 7.0);
    std::vector<int> place = {2, 1};
    launch(2, GROUP, [&] { couple(c.data(), factor.data(), place.data(), 1, out.data(), norm.data()); });
    for (int e = 0; e < 2; e++) {
        int at = place[e] * packed;
        double squares = 0;
        for (int i = at; i < at + packed; i++) squares += (double)out[i] * out[i];
        if (!(std::fabs(norm[e + 1] - std::sqrt(squares)) < 1e-12 * norm[e + 1])) { std::printf("norm %d\n", e); return 1; }
        for (int l = 0; l <= L_MAX; l++)
            for (int q1 = 0; q1 < Q; q1++)
                for (int q2 = q1; q2 < Q; q2++, at++) {
                    double sum = 0;
                    for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) sum += c[e * size + lm * Q + q1] * c[e * size + lm * Q + q2];
                    double expected = factor[l] * (q1 < q2 ? std::sqrt(2.0) : 1) * sum;
                    if (!(std::fabs(out[at] - expected) < 1e-5)) { std::printf("couple %d %d %d\n", l, q1, q2); return 1; }
                }
    }
    if (out[0] != 7 || norm[0] != 7) { std::printf("couple writes before its first row\n"); return 1; }
}
