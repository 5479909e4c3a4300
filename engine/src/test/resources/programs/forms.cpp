// Values and gradients of forms against plain loops, for rows in an order and for rows that follow each other.
int main() {
    const int rows = 3, columns = 2 * GROUP + 1, features = 5;
    std::vector<int> order = {9, 4, 1, 2};
    std::vector<double> y(rows * columns), norm(features), value(features), v(features * columns);
    std::vector<real> x(features * columns);
    for (size_t i = 0; i < y.size(); i++) y[i] = std::sin(0.3 * i);
    for (size_t i = 0; i < x.size(); i++) x[i] = (real)std::cos(0.7 * i);
    for (int i = 0; i < features; i++) norm[i] = i == 2 ? 8e-4 : 2 + i;
    for (int linear = 0; linear < 2; linear++)
        for (int first = -1; first < 2; first += 2) {
            double sign = linear ? 1 : -1;
            launch(rows, GROUP, [&] { formValues(linear, sign, y.data(), x.data(), columns, norm.data(), order.data(), 1, first, rows,
                value.data()); });
            launch(2, 8, [&] { formSlopes(linear, sign, y.data(), x.data(), columns, norm.data(), order.data(), 1, first, rows,
                value.data(), v.data()); });
            for (int i = 0; i < rows; i++) {
                int row = first < 0 ? order[1 + i] : first + i, at = linear ? 0 : i * columns;
                double n = norm[row], power = linear ? n : n * n, sum = 0;
                double faint = n * n < 1e-6 ? std::sqrt(2 * n * n / 1e-6 - 1) : 1;
                for (int c = 0; c < columns; c++) sum += sign * y[at + c] * x[row * columns + c];
                double f = sum / power;
                if (!(std::fabs(value[row] - f) < 1e-12 * (1 + std::fabs(f)))) { std::printf("value %d\n", row); return 1; }
                for (int c = 0; c < columns; c++) {
                    double expected = (linear ? 1 : 2) * (sign * y[at + c] / power - f * faint * x[row * columns + c] / (n * n));
                    double got = v[row * columns + c];
                    if (!(std::fabs(got - expected) < 1e-11 * (1 + std::fabs(expected)))) { std::printf("slope %d %d\n", row, c); return 1; }
                }
            }
        }
}
