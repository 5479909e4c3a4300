void watch(const void*, unsigned long, const char*);
void report(const char*);
int main() {
    const int rows = 6, columns = 300, targets = 2;
    std::vector<double> in(rows * columns, 1.0), out(rows * columns), factor(rows, 1.0), right(columns);
    std::vector<int> target = {1, 0}, starts = {0, 3, 6}, order = {0, 2, 4, 1, 3, 5};
    auto both = [&](const std::vector<double>& to) {
        watch(in.data(), 8 * in.size(), "in");
        watch(to.data(), 8 * to.size(), "out");
    };
    both(out);
    launch(6, 128, [&] { reduce(targets, columns, target.data(), starts.data(), order.data(), factor.data(), in.data(), out.data()); });
    report("reduce");
    both(out);
    launch(18, 128, [&] { scale(rows, columns, in.data(), order.data(), factor.data(), out.data()); });
    report("scale");
    both(right);
    launch(3, 128, [&] { rightSides(rows, columns, 1, in.data(), order.data(), factor.data(), right.data()); });
    report("rightSides");
}
