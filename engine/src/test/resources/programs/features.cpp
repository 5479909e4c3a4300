int main() {
    const int rows = 3, columns = 150;
    std::vector<double> in(rows * columns), norm(rows + 1), wide(2 * columns);
    std::vector<real> out((rows + 1) * columns);
    for (int i = 0; i < rows * columns; i++) in[i] = std::sin(1.0 + 0.7 * i);
    launch(2, 32, [&] { store((int64)rows * columns, in.data(), columns, out.data()); });
    launch(rows, GROUP, [&] { norms(1, columns, out.data(), norm.data()); });
    for (int r = 1; r <= rows; r++) {
        double sum = 0;
        for (int c = 0; c < columns; c++) sum += (double)out[r * columns + c] * out[r * columns + c];
        if (!(std::fabs(norm[r] - std::sqrt(sum)) < 1e-12)) { std::printf("norm of row %d\n", r); return 1; }
    }
    std::vector<int> order = {0, 3, 1};
    launch(2, 32, [&] { gather(2, columns, out.data(), order.data(), 1, -1, wide.data()); });
    if (wide[7] != out[3 * columns + 7] || wide[columns + 7] != out[columns + 7]) { std::printf("gather\n"); return 1; }
    launch(2, 32, [&] { gather(2, columns, out.data(), order.data(), 0, 2, wide.data()); });
    if (wide[7] != out[2 * columns + 7] || wide[columns + 7] != out[3 * columns + 7]) { std::printf("gather of neighbours\n"); return 1; }
}
