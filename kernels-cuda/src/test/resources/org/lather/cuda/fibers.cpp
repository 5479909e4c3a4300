// Runs the work-items of a group as fibers of the calling thread: at a barrier the next work-item goes on where it waits.
#include <ucontext.h>
#include <memory>
namespace {
constexpr int STACK = 256 * 1024;
struct Fibers {
    ucontext_t scheduler;
    std::vector<ucontext_t> items;
    std::vector<std::unique_ptr<char[]>> stacks;
    int running;
    bool waits;
    void (*item)(void*, int, int);
    void* what;
    int group;
    void resume(int local) {
        running = local;
        waits = false;
        swapcontext(&scheduler, &items[local]);
    }
};
thread_local Fibers fibers;
void beginItem() {
    fibers.item(fibers.what, fibers.group, fibers.running);
}
}
void waitAtBarrier() {
    WorkItem own = theWorkItem;
    fibers.waits = true;
    swapcontext(&fibers.items[own.local], &fibers.scheduler);
    theWorkItem = own;
}
void launchRecorded(int groups, int size, void (*item)(void*, int, int), void* what) {
    Fibers& f = fibers;
    if (f.items.size() < size_t(size)) f.items.resize(size);
    while (f.stacks.size() < size_t(size)) f.stacks.emplace_back(new char[STACK]);
    f.item = item;
    f.what = what;
    for (f.group = 0; f.group < groups; f.group++) {
        int waiting = 0;
        for (int local = 0; local < size; local++) {
            ucontext_t& own = f.items[local];
            getcontext(&own);
            own.uc_stack.ss_sp = f.stacks[local].get();
            own.uc_stack.ss_size = STACK;
            own.uc_link = &f.scheduler;
            makecontext(&own, beginItem, 0);
            f.resume(local);
            waiting += f.waits;
        }
        while (waiting > 0) {
            if (waiting < size) {
                std::fprintf(stderr, "%d of %d work-items of group %d wait at a barrier\n", waiting, size, f.group);
                std::abort();
            }
            waiting = 0;
            for (int local = 0; local < size; local++) {
                f.resume(local);
                waiting += f.waits;
            }
        }
    }
}
