// Host emulation: one group at a time, one thread for each work-item, a barrier for BARRIER, static memory for LOCAL.
#ifndef RECORDED
#include <barrier>
#endif
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>
typedef double accum;
#ifdef SINGLE
typedef float real;
#else
typedef double real;
#endif
typedef long long int64;
// RECORDED: somebody else launches work-items and waits at barriers, to record what they read and write.
#ifdef RECORDED
void waitAtBarrier();
void launchRecorded(int groups, int size, void (*item)(void* what, int group, int local), void* what);
struct WorkItem { int local, size, group, groups; };
#else
struct WorkItem { int local, size, group, groups; std::barrier<>* barrier; };
#endif
inline thread_local WorkItem theWorkItem;
#define R(x) x
#define KERNEL static
#define DEVICE static inline
#define GLOBAL
#define CONSTANT const
#define RESTRICT __restrict__
#define LOCAL static
#define LOCAL_ARG
#define LOCAL_ID (theWorkItem.local)
#define LOCAL_SIZE (theWorkItem.size)
#define GROUP_ID (theWorkItem.group)
#define NUM_GROUPS (theWorkItem.groups)
#define GLOBAL_ID ((int64)theWorkItem.group * theWorkItem.size + theWorkItem.local)
#define GLOBAL_SIZE ((int64)theWorkItem.size * theWorkItem.groups)
#ifdef RECORDED
#define BARRIER waitAtBarrier()
#else
#define BARRIER theWorkItem.barrier->arrive_and_wait()
#endif
#define SQRT std::sqrt
#define COSPI(x) std::cos(3.14159265358979323846 * (x))
#define SINPI(x) std::sin(3.14159265358979323846 * (x))
#define POW std::pow
// The norm by which a vector is divided, from its square, and d(norm^2)/d(square) from the norm: Covariance.norm, normSlope.
#define FAINT R(1e-6)
#define NORM(square) SQRT((square) >= FAINT ? (square) : R(0.5) * (FAINT + (square) * (square) / FAINT))
#define NORM_SLOPE(norm) \
    ((norm) * (norm) >= FAINT ? R(1.0) : (norm) * (norm) > R(0.5) * FAINT ? SQRT(R(2.0) * (norm) * (norm) / FAINT - R(1.0)) : R(0.0))
// Each (row, column) of a matrix by one work-item; those of a group have neighbouring columns of one row, and no 64-bit division.
#define ELEMENTS(row, rows, column, columns) \
    for (int across_ = ((columns) + LOCAL_SIZE - 1) / LOCAL_SIZE, chunk_ = GROUP_ID; chunk_ < (rows) * across_; chunk_ += NUM_GROUPS) \
        for (int row = chunk_ / across_, column = chunk_ % across_ * LOCAL_SIZE + LOCAL_ID; column < (columns); column = (columns))
#ifdef RECORDED
template <class Function> void launch(int groups, int size, Function function) {
    struct Launch { Function* function; int groups, size; } launch = {&function, groups, size};
    launchRecorded(groups, size, [](void* what, int group, int local) {
        Launch* l = static_cast<Launch*>(what);
        theWorkItem = {local, l->size, group, l->groups};
        (*l->function)();
    }, &launch);
}
#else
template <class Function> void launch(int groups, int size, Function function) {
    std::barrier<> barrier(size);
    std::vector<std::thread> threads;
    for (int local = 0; local < size; local++) {
        threads.emplace_back([&, local] {
            for (int group = 0; group < groups; group++) {
                theWorkItem = {local, size, group, groups, &barrier};
                function();
                barrier.arrive_and_wait();
            }
        });
    }
    for (auto& thread : threads) thread.join();
}
#endif
