static double value(int i) { return std::sin(1.0 + 0.7 * i); }
static void near(const char* what, double got, double expected) {
    if (!(std::fabs(got - expected) < 1e-11)) { std::printf("%s: expected %.17g, got %.17g\n", what, expected, got); std::exit(1); }
}
int main() {
    const int columns = 9;
    std::vector<double> in(7 * columns), out(4 * columns, 1.0), factor = {2, 3, 4, 5, 6};
    for (int i = 0; i < 7 * columns; i++) in[i] = value(i);
    std::vector<int> target = {3, 1}, starts = {0, 3, 5}, order = {0, 2, 6, 1, 5};
    launch(2, 8, [&] { reduce(2, columns, target.data(), starts.data(), order.data(), factor.data(), in.data(), out.data()); });
    near("reduce", out[3 * columns + 4], 1 + 2 * in[4] + 3 * in[2 * columns + 4] + 4 * in[6 * columns + 4]);
    near("reduce", out[columns], 1 + 5 * in[columns] + 6 * in[5 * columns]);
    near("reduce", out[0], 1);

    std::vector<double> scaled(5 * columns);
    launch(2, 8, [&] { scale(5, columns, in.data(), order.data(), factor.data(), scaled.data()); });
    near("scale", scaled[2 * columns + 1], 4 * in[6 * columns + 1]);

    const int n = BLOCK - 3, m = 70;
    std::vector<double> L(n * n, std::nan("")), B(m * n), before;
    for (int i = 0; i < n; i++) for (int j = 0; j <= i; j++) L[i * n + j] = i == j ? 2 : value(i + j) / n;
    for (int i = 0; i < m * n; i++) B[i] = value(i);
    before = B;
    launch(2, 64, [&] { solve(m, n, L.data(), 0, n, B.data(), 0, n); });
    for (int r = 0; r < m; r++)
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j <= i; j++) sum += B[r * n + j] * L[i * n + j];
            near("solve", sum, before[r * n + i]);
        }

    std::vector<double> y(5 * 2), right(2 * columns, 0.5);
    for (int i = 0; i < 10; i++) y[i] = value(5 * i);
    launch(2, 8, [&] { rightSides(5, columns, 2, in.data(), order.data(), y.data(), right.data()); });
    double e = 0.5;
    for (int r = 0; r < 5; r++) e += y[2 * r + 1] * in[order[r] * columns + 3];
    near("rightSides", right[columns + 3], e);
}
