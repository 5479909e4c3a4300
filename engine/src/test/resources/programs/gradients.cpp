// Sums over atoms and structures against plain loops, and the same numbers from one work-item as from many.
int main() {
    const int environments = 3, columns = 2, rows = 5, others = 2 * GROUP + 1, features = 3;
    std::vector<int> starts = {0, 4, 4, 9}, order = {1, 0}, target = {0, 1, 2}, entryStarts = {0, 3, 8, 12}, structure = {0, 1};
    std::vector<int> structureStarts = {0, 2, 3}, entry = {0, 2, -1, 1, 3, -2, 4, 5, 6, 7, 8, -3};
    std::vector<double> x(9), y(9), z(9), pull(27 * columns);
    for (int p = 0; p < 9; p++) { x[p] = std::sin(p); y[p] = std::cos(p); z[p] = 0.1 * p; }
    for (size_t i = 0; i < pull.size(); i++) pull[i] = std::sin(1.0 + 0.3 * i);
    std::vector<double> sums(12 * environments * columns), positions(9 * columns, 0.5), strain(18 * columns, 0.25);
    launch(2, 16, [&] { environmentSums(environments, columns, starts.data(), x.data(), y.data(), z.data(), pull.data(), sums.data()); });
    launch(2, 8, [&] { atoms(3, columns, target.data(), entryStarts.data(), entry.data(), pull.data(), sums.data(), order.data(), 0,
        columns, positions.data()); });
    launch(2, 8, [&] { strains(2, columns, structure.data(), structureStarts.data(), sums.data(), order.data(), 0, columns, strain.data()); });
    const std::vector<double>* place[3] = {&x, &y, &z};
    for (int j = 0; j < columns; j++) {
        int to = order[j];
        for (int t = 0; t < 3; t++)
            for (int a = 0; a < 3; a++) {
                double expected = 0.5;
                for (int k = entryStarts[t]; k < entryStarts[t + 1]; k++) {
                    int i = entry[k];
                    if (i >= 0) expected += pull[(3 * i + a) * columns + j];
                    else for (int p = starts[-1 - i]; p < starts[-i]; p++) expected -= pull[(3 * p + a) * columns + j];
                }
                if (!(std::fabs(positions[(3 * t + a) * columns + to] - expected) < 1e-12)) { std::printf("atom %d\n", t); return 1; }
            }
        for (int s = 0; s < 2; s++)
            for (int c = 0; c < 9; c++) {
                double expected = 0.25;
                for (int p = starts[structureStarts[s]]; p < starts[structureStarts[s + 1]]; p++)
                    expected += (*place[c / 3])[p] * pull[(3 * p + c % 3) * columns + j];
                if (!(std::fabs(strain[(9 * s + c) * columns + to] - expected) < 1e-12)) { std::printf("strain %d\n", s); return 1; }
            }
    }
    std::vector<double> cosine(rows * others), xNorm(rows), zNorm(others), w(others), value(rows), along(rows), v(rows * features);
    std::vector<int> xCenter(rows), zCenter(others);
    std::vector<real> zs(others * features), xs(rows * features);
    for (int i = 0; i < rows; i++) { xNorm[i] = i == 1 ? 0 : 1 + i; xCenter[i] = i % 2; }
    for (int j = 0; j < others; j++) { zNorm[j] = 2 + 0.1 * j; zCenter[j] = j % 3 == 0; w[j] = std::cos(j); }
    for (size_t i = 0; i < cosine.size(); i++) cosine[i] = 0.5 + 0.4 * std::sin(1.0 * i);
    for (size_t i = 0; i < zs.size(); i++) zs[i] = (real)std::sin(0.2 * i);
    for (size_t i = 0; i < xs.size(); i++) xs[i] = (real)std::cos(0.7 * i);
    std::vector<double> u = cosine;
    launch(rows, GROUP, [&] { slopes(others, cosine.data(), xNorm.data(), zNorm.data(), xCenter.data(), zCenter.data(), 1, 3, 1, 3.0,
        0.5, w.data(), value.data(), along.data()); });
    launch(2, 3, [&] { featureSlopes(rows, features, others, cosine.data(), zs.data(), xs.data(), along.data(), v.data()); });
    for (int i = 0; i < rows; i++) {
        double sum = 0;
        std::vector<double> expected(features);
        for (int j = 0; j < others; j++) {
            if (xNorm[i] == 0 || xCenter[i] != zCenter[j]) continue;
            double c = u[i * others + j], slope = 0.5 * w[j] * 3 * c * c;
            sum += 0.5 * w[j] * c * c * c;
            for (int f = 0; f < features; f++)
                expected[f] += slope * (zs[j * features + f] / (xNorm[i] * zNorm[j]) - c * xs[i * features + f] / (xNorm[i] * xNorm[i]));
        }
        if (!(std::fabs(value[i] - sum) < 1e-12)) { std::printf("value %d\n", i); return 1; }
        for (int f = 0; f < features; f++)
            if (!(std::fabs(v[i * features + f] - expected[f]) < 1e-12)) { std::printf("slope %d %d\n", i, f); return 1; }
    }
    std::vector<int> owner = {0, 0, 1, 2, 2}, row = {0, 2, 4}, zOrder(others);
    for (int j = 0; j < others; j++) zOrder[j] = others - 1 - j;
    std::vector<double> product(15 * columns), factor = {1, 2, 3}, alongs(15, 0.3);
    for (size_t i = 0; i < product.size(); i++) product[i] = std::sin(2.0 + i);
    std::vector<double> before = product;
    launch(2, 7, [&] { rowSlopes(15, columns, -1.0, owner.data(), row.data(), factor.data(), alongs.data(), u.data(), xNorm.data(),
        zNorm.data(), zOrder.data(), 4, others, 0, 0, 2.5, 0.7, product.data()); });
    for (int r = 0; r < 15; r++)
        for (int j = 0; j < columns; j++) {
            int e = owner[r / 3], i = row[e], k = zOrder[4 + j];
            double c = u[i * others + k];
            double expected = factor[e] * 0.7 * 2.5 * std::pow(c, 1.5)
                * (-before[r * columns + j] / (xNorm[i] * zNorm[k]) - c * 0.3 / (xNorm[i] * xNorm[i]));
            if (!(std::fabs(product[r * columns + j] - expected) < 1e-12)) { std::printf("row %d\n", r); return 1; }
        }
}
