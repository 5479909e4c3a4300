void watch(const void*, unsigned long, const char*);
void report(const char*);
int main() {
    const int m = 64, n = 128, columns = 48;
    std::vector<real> x(m * columns, (real)1), z(n * columns, (real)1);
    std::vector<double> xNorm(m, 1.0), zNorm(n, 1.0), out(m * n), product(m * n, 1.0), A(n * n);
    std::vector<int> xOrder(m), zOrder(n);
    for (int i = 0; i < m; i++) xOrder[i] = (7 * i) % m;
    for (int i = 0; i < n; i++) zOrder[i] = i;
    watch(x.data(), sizeof(real) * x.size(), "x");
    watch(z.data(), sizeof(real) * z.size(), "z");
    watch(out.data(), 8 * out.size(), "out");
    launch(2, 256, [&] { gram(x.data(), xNorm.data(), xOrder.data(), 0, m, z.data(), zNorm.data(), zOrder.data(), 0, n, columns, 2, 1, 2.0, 1.0, out.data(), n); });
    report("gram");
    watch(product.data(), 8 * product.size(), "product");
    watch(out.data(), 8 * out.size(), "out");
    launch(m, 128, [&] { covariance(product.data(), xNorm.data(), xOrder.data(), 0, -1, m, zNorm.data(), zOrder.data(), 0, -1, n, 2, 1, 2.0, 1.0, out.data(), n); });
    report("covariance");
    watch(product.data(), 8 * product.size(), "phi");
    watch(A.data(), 8 * A.size(), "sums");
    launch(3, 256, [&] { accumulate(m, n, product.data(), xOrder.data(), xNorm.data(), A.data()); });
    report("accumulate");
}
