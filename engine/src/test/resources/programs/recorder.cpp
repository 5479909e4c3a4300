// Runs work-items as threads and records what they read and write, by the calls that -fsanitize=thread puts before each access; in
// place of the thread sanitizer's own library. Accesses of 32 neighbouring work-items at one place of the code, the n-th of each, are
// those of one instruction of a warp: the sectors of 32 bytes of device memory that they touch are what is moved.
#include <pthread.h>
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <vector>
namespace {
struct Access { void* place; uintptr_t address; int bytes; };
struct Array { uintptr_t begin, end; std::string name; };
struct Item { int group, local; std::vector<Access> reads, writes; };
std::vector<Array> arrays;
std::vector<Item*> items;
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_barrier_t barrier;
thread_local Item* own = nullptr;
void add(void* place, void* address, int bytes, bool write) {
    if (own) (write ? own->writes : own->reads).push_back({place, reinterpret_cast<uintptr_t>(address), bytes});
}
struct Sum { long asked = 0, moved = 0; };
void warp(const std::vector<Item*>& lanes, bool write, std::map<std::pair<std::string, bool>, Sum>& sums) {
    std::map<std::pair<void*, int>, std::vector<Access>> instructions;
    for (const Item* lane : lanes) {
        std::map<void*, int> times;
        for (const Access& a : write ? lane->writes : lane->reads) instructions[{a.place, times[a.place]++}].push_back(a);
    }
    for (const auto& [key, accesses] : instructions) {
        for (const Array& array : arrays) {
            std::set<uintptr_t> sectors;
            long asked = 0;
            for (const Access& a : accesses) {
                if (a.address < array.begin || a.address >= array.end) continue;
                asked += a.bytes;
                // an array of a device begins at a sector
                for (uintptr_t s = (a.address - array.begin) / 32; s <= (a.address - array.begin + a.bytes - 1) / 32; s++) sectors.insert(s);
            }
            Sum& sum = sums[{array.name, write}];
            sum.asked += asked;
            sum.moved += 32 * sectors.size();
        }
    }
}
}
void watch(const void* array, unsigned long bytes, const char* name) {
    uintptr_t begin = reinterpret_cast<uintptr_t>(array);
    arrays.push_back({begin, begin + bytes, name});
}
void waitAtBarrier() { pthread_barrier_wait(&barrier); }
void launchRecorded(int groups, int size, void (*function)(void*, int, int), void* what) {
    pthread_barrier_init(&barrier, nullptr, size);
    std::vector<std::thread> threads;
    for (int local = 0; local < size; local++) {
        threads.emplace_back([=] {
            for (int group = 0; group < groups; group++) {
                Item* item = new Item{group, local, {}, {}};
                pthread_mutex_lock(&mutex);
                items.push_back(item);
                pthread_mutex_unlock(&mutex);
                own = item;
                function(what, group, local);
                own = nullptr;
                pthread_barrier_wait(&barrier);
            }
        });
    }
    for (auto& thread : threads) thread.join();
}
// A line for each watched array that is read or written: name, what, bytes asked for, bytes of the sectors moved.
void report(const char* title) {
    std::sort(items.begin(), items.end(), [](const Item* a, const Item* b) { return std::tie(a->group, a->local) < std::tie(b->group, b->local); });
    std::map<std::pair<std::string, bool>, Sum> sums;
    for (size_t i = 0; i < items.size();) {
        std::vector<Item*> lanes;
        do lanes.push_back(items[i++]);
        while (i < items.size() && items[i]->group == lanes[0]->group && items[i]->local / 32 == lanes[0]->local / 32);
        warp(lanes, false, sums);
        warp(lanes, true, sums);
    }
    for (const auto& [key, sum] : sums)
        if (sum.asked > 0) std::printf("%s %s %s asked %ld moved %ld\n", title, key.first.c_str(), key.second ? "written" : "read", sum.asked, sum.moved);
    items.clear();
    arrays.clear();
}
extern "C" {
void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_read_range(void*, unsigned long) {}
void __tsan_write_range(void*, unsigned long) {}
void __tsan_vptr_update(void**, void*) {}
void __tsan_vptr_read(void**) {}
#define RECORD(n) \
    void __tsan_read##n(void* a) { add(__builtin_return_address(0), a, n, false); } \
    void __tsan_write##n(void* a) { add(__builtin_return_address(0), a, n, true); }
RECORD(1) RECORD(2) RECORD(4) RECORD(8) RECORD(16)
}
