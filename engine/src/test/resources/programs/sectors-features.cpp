void watch(const void*, unsigned long, const char*);
void report(const char*);
int main() {
    const int rows = 4, columns = 528;
    std::vector<real> in(rows * columns, (real)1), copied(rows * columns);
    std::vector<double> wide(rows * columns), norm(rows);
    std::vector<int> order = {2, 0, 3, 1};
    auto both = [&](const void* out, unsigned long bytes) {
        watch(in.data(), sizeof(real) * in.size(), "in");
        watch(out, bytes, "out");
    };
    both(wide.data(), 8 * wide.size());
    launch(20, 128, [&] { gather(rows, columns, in.data(), order.data(), 0, -1, wide.data()); });
    report("gather");
    both(copied.data(), sizeof(real) * copied.size());
    launch(20, 128, [&] { copyRows(rows, columns, in.data(), order.data(), 0, copied.data()); });
    report("copyRows");
    both(copied.data(), sizeof(real) * copied.size());
    launch(4, 128, [&] { store(rows * columns, wide.data(), 0, copied.data()); });
    report("store");
    watch(in.data(), sizeof(real) * in.size(), "in");
    launch(rows, GROUP, [&] { norms(0, columns, in.data(), norm.data()); });
    report("norms");
}
