// Beside the coefficients of one work-item, coupled by plain loops; and the same numbers from one work-item as from many.
int main() {
    const int pairs = 4 * PAIRS + 3, knots = 5, size = LM * STRIDE, packed = (L_MAX + 1) * PACKED;
    std::vector<int> starts = {0, 2 * PAIRS + 1, 2 * PAIRS + 1, pairs}, element(pairs), places(2 * PAIRS), place = {3, 1, 2};
    std::vector<double> x(pairs), y(pairs), z(pairs), table(3 * knots * (L_MAX + 1) * PADDED), norms(3 * LM), weight(2 * CHANNELS, 1.0), factor(L_MAX + 1);
    for (int p = 0; p < pairs; p++) {
        x[p] = std::sin(1.0 + p);
        y[p] = std::cos(2.0 * p);
        z[p] = std::sin(3.0 * p);
        element[p] = p % 7 > 3;
    }
    for (size_t i = 0; i < table.size(); i++) table[i] = std::sin(0.1 * i);
    for (int i = 0; i < 3 * LM; i++) norms[i] = 1 + 0.1 * i;
    for (int l = 0; l <= L_MAX; l++) factor[l] = 1 - 0.3 * l;
    std::vector<real> out(4 * packed, (real)7);
    std::vector<double> norm(4, 7.0), c(3 * size), work(PAIRS * PAIR_NUMBERS);
    launch(3, GROUP, [&] {
        spectrum(starts.data(), x.data(), y.data(), z.data(), element.data(), table.data(), norms.data(), weight.data(), knots,
            (knots - 1) / 2.0, 0.5, 2.0, 0.5, 1.0, 1.5, 3.0, factor.data(), place.data(), 1, out.data(), norm.data());
    });
    launch(3, 1, [&] {
        density(starts.data(), x.data(), y.data(), z.data(), element.data(), table.data(), norms.data(), weight.data(), knots,
            (knots - 1) / 2.0, 0.5, 2.0, 0.5, 1.0, 1.5, 3.0, work.data(), places.data(), c.data() + GROUP_ID * size);
    });
    for (int e = 0; e < 3; e++) {
        int at = place[e] * packed;
        double squares = 0;
        for (int l = 0; l <= L_MAX; l++)
            for (int q1 = 0; q1 < Q; q1++)
                for (int q2 = q1; q2 < Q; q2++, at++) {
                    double sum = 0;
                    for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) sum += c[e * size + lm * STRIDE + q1] * c[e * size + lm * STRIDE + q2];
                    double expected = factor[l] * (q1 < q2 ? std::sqrt(2.0) : 1) * sum;
                    squares += expected * expected;
                    if (!(std::fabs(out[at] - expected) <= 1e-12 * std::fabs(expected) + 1e-13)) { std::printf("spectrum %d %d %d\n", l, q1, q2); return 1; }
                }
        // a vector of a squared norm below 1e-6 is divided by a norm that stays finite
        double divisor = std::sqrt(squares >= 1e-6 ? squares : 0.5 * (1e-6 + squares * squares / 1e-6));
        if (!(std::fabs(norm[e + 1] - divisor) <= 1e-12 * norm[e + 1])) { std::printf("norm %d\n", e); return 1; }
    }
    if (out[0] != 7 || norm[0] != 7 || !(std::fabs(norm[2] - std::sqrt(5e-7)) < 1e-15) || !(norm[1] > 0.1)) { std::printf("places of the rows\n"); return 1; }
}
