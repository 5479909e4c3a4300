static double value(int i) { return std::sin(1.0 + 0.7 * i); }
static void near(const char* what, double got, double expected) {
    if (!(std::fabs(got - expected) < 1e-11)) { std::printf("%s: expected %.17g, got %.17g\n", what, expected, got); std::exit(1); }
}
int main() {
    const int m = 5, n = 67, columns = 37, size = 70;
    std::vector<real> x(m * columns), z(n * columns);
    std::vector<double> xNorm(m), zNorm(n), out(m * n, 0.5), product(m * n);
    std::vector<int> xOrder(m), zOrder(n);
    for (int i = 0; i < m * columns; i++) x[i] = (real)value(i);
    for (int i = 0; i < n * columns; i++) z[i] = (real)value(3 * i);
    for (int i = 0; i < m; i++) { xNorm[i] = 1 + i; xOrder[i] = m - 1 - i; }
    for (int i = 0; i < n; i++) { zNorm[i] = 2 + i; zOrder[i] = (i + 5) % n; }
    launch(2, 256, [&] { gram(x.data(), xNorm.data(), xOrder.data(), 0, m, z.data(), zNorm.data(), zOrder.data(), 0, n, columns, 2, 1, 2.0, 3.0, out.data(), n); });
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int k = 0; k < columns; k++) sum += (double)x[i * columns + k] * z[j * columns + k];
            sum /= xNorm[i] * zNorm[j];
            near("gram", out[i * n + j], 0.5 + 3 * sum * sum);
        }
    // the vendor's way: products in the order of the rows
    for (int i = 0; i < m * n; i++) product[i] = value(i);
    std::vector<double> more(m * n, 1.0);
    launch(2, 32, [&] { covariance(product.data(), xNorm.data(), xOrder.data(), 0, -1, m, zNorm.data(), zOrder.data(), 0, -1, n, 1, 1, 1.0, 2.0, more.data(), n); });
    near("covariance", more[xOrder[3] * n + zOrder[8]], 1 + 2 * product[3 * n + 8] / (xNorm[xOrder[3]] * zNorm[zOrder[8]]));

    launch(2, 32, [&] { covariance(product.data(), xNorm.data(), xOrder.data(), 0, 2, 2, zNorm.data(), zOrder.data(), 0, 4, 6, 1, 1, 1.0, 2.0, more.data(), n); });
    near("covariance of neighbours", more[3 * n + 9], 1 + 2 * product[6 + 5] / (xNorm[3] * zNorm[9]) + 2 * product[(m - 1 - 3) * n + (9 - 5)] / (xNorm[3] * zNorm[9]));

    // tensors of three components, two environments by three, and one without density
    std::vector<double> products(6 * 9), cosines(6), tensors(6 * 9, 1.0), one = {2.0, 0.5}, other = {1.0, 0.0, 4.0};
    for (int i = 0; i < 54; i++) products[i] = value(i);
    for (int i = 0; i < 6; i++) cosines[i] = value(3 * i);
    launch(2, 32, [&] { tensorCovariance(products.data(), cosines.data(), one.data(), 2, other.data(), 3, 3, 2, 1, 2.0, 0.5, tensors.data(), 9); });
    near("tensor", tensors[4 * 9 + 8], 1 + 0.5 * cosines[5] * cosines[5] * products[4 * 9 + 8] / 2.0);
    near("tensor without density", tensors[4 * 9 + 4], 1.0);

    std::vector<double> a(65 * 40), b(3 * 40);
    for (int i = 0; i < 65 * 40; i++) a[i] = value(i);
    for (int i = 0; i < 3 * 40; i++) b[i] = value(2 * i);
    launch(2, 256, [&] { subtract(65, 3, 33, a.data(), 0, 40, b.data(), 0, 40, a.data(), 36, 40); });
    double sum = value(64 * 40 + 37);
    for (int k = 0; k < 33; k++) sum -= a[64 * 40 + k] * b[40 + k];
    near("subtract", a[64 * 40 + 37], sum);

    std::vector<double> phi(30 * size), weight(20), A(size * size, 0.25);
    std::vector<int> index(20);
    for (int i = 0; i < 30 * size; i++) phi[i] = value(i);
    for (int r = 0; r < 20; r++) { index[r] = r + 3; weight[r] = 1 + 0.1 * r; }
    launch(3, 256, [&] { accumulate(20, size, phi.data(), index.data(), weight.data(), A.data()); });
    for (int i = 0; i < size; i++)
        for (int j = 0; j <= i; j++) {
            double e = 0.25;
            for (int r = 0; r < 20; r++) e += weight[r] * phi[(r + 3) * size + i] * phi[(r + 3) * size + j];
            near("accumulate", A[i * size + j], e);
        }
}
