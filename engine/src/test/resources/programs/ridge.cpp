static double value(int i) { return std::sin(1.0 + 0.7 * i); }
static void near(const char* what, double got, double expected) {
    if (!(std::fabs(got - expected) < 1e-12)) { std::printf("%s: expected %.17g, got %.17g\n", what, expected, got); std::exit(1); }
}
int main() {
    const int size = 2 * GROUP + 7;
    std::vector<double> total(size * size), fold(size * size), out(size * size, 7.0), v(size), row(size);
    for (int i = 0; i < size * size; i++) { total[i] = value(i); fold[i] = value(3 * i); }
    for (int i = 0; i < size; i++) v[i] = value(5 * i);
    launch(2, 32, [&] { shifted(size, total.data(), fold.data(), 1, 0.5, out.data()); });
    near("less one", out[9 * size + 4], total[9 * size + 4] - fold[9 * size + 4]);
    near("its diagonal", out[9 * size + 9], total[9 * size + 9] - fold[9 * size + 9] + 0.5);
    near("above the diagonal", out[4 * size + 9], 7);
    launch(2, 32, [&] { shifted(size, total.data(), fold.data(), 0, 0.25, out.data()); });
    near("total", out[9 * size + 4], total[9 * size + 4]);
    near("its diagonal", out[9 * size + 9], total[9 * size + 9] + 0.25);
    launch(2, 32, [&] { add((int64)size * size, fold.data(), out.data()); });
    near("sum", out[9 * size + 4], total[9 * size + 4] + fold[9 * size + 4]);
    launch(1, 32, [&] { diagonal(size, total.data(), row.data()); });
    near("diagonal", row[size - 1], total[size * size - 1]);
    launch(size, GROUP, [&] { quadratic(size, total.data(), v.data(), row.data()); });
    for (int i = 0; i < size; i++) {
        double sum = total[i * size + i] * v[i];
        for (int j = 0; j < i; j++) sum += 2 * total[i * size + j] * v[j];
        near("quadratic", row[i], v[i] * sum);
    }
}
