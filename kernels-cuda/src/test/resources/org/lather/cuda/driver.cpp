// A driver of CUDA in the memory of the host, for tests: its functions do at once what is asked, programs are libraries of the
// host, and everything that is not given back is told at the end of the process. FAKE_* variables make it fail.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <map>
#include <set>
#include <string>

#include "failure.h"

static std::map<void*, size_t> memory, pinned;
static std::set<void*> streams, events, modules;
static int contexts;
static size_t used;

static long setting(const char* name, long otherwise) {
    const char* text = getenv(name);
    return text ? atol(text) : otherwise;
}

__attribute__((destructor)) static void report() {
    fprintf(stdout, "left: %zu memory, %zu pinned, %zu streams, %zu events, %zu modules, %d contexts\n", memory.size(),
            pinned.size(), streams.size(), events.size(), modules.size(), contexts);
    fflush(stdout);
}

static bool within(void* address, size_t bytes) {
    auto after = memory.upper_bound(address);
    if (after == memory.begin()) return false;
    auto block = std::prev(after);
    return (char*)address + bytes <= (char*)block->first + block->second;
}

extern "C" {
int cuInit(unsigned) { return (int)setting("FAKE_INIT", 0); }
int cuDriverGetVersion(int* version) { *version = (int)setting("FAKE_DRIVER", 12060); return 0; }
int cuGetErrorString(int, const char** text) { *text = "as the driver says it"; return 0; }
int cuDeviceGetCount(int* count) { *count = (int)setting("FAKE_DEVICES", 1); return 0; }
int cuDeviceGet(int* device, int index) { *device = index; return 0; }
int cuDeviceGetName(char* name, int length, int) { strncpy(name, "Fake device", length); return 0; }
int cuDeviceGetAttribute(int* value, int attribute, int) {
    *value = attribute == 75 ? 9 : attribute == 76 ? 0 : attribute == 1 ? 1024 : attribute == 8 ? 49152 : -1;
    return 0;
}
int cuDevicePrimaryCtxRetain(void** context, int) { MAY_FAIL; contexts++; *context = &contexts; return 0; }
int cuDevicePrimaryCtxRelease_v2(int) { contexts--; return 0; }
int cuCtxSetCurrent(void*) { return 0; }
int cuMemGetInfo_v2(size_t* free, size_t* total) {
    *total = setting("FAKE_MEMORY", 1L << 30);
    *free = *total - used;
    return 0;
}
int cuMemAlloc_v2(void** address, size_t bytes) {
    MAY_FAIL;
    if (used + bytes > (size_t)setting("FAKE_MEMORY", 1L << 30)) return 2;
    *address = aligned_alloc(256, (bytes + 255) / 256 * 256);
    memset(*address, 0x7f, bytes);
    memory[*address] = bytes;
    used += bytes;
    return 0;
}
int cuMemFree_v2(void* address) {
    if (!memory.count(address)) return 1;
    used -= memory[address];
    memory.erase(address);
    free(address);
    return 0;
}
int cuMemHostAlloc(void** address, size_t bytes, unsigned) { MAY_FAIL; *address = malloc(bytes); pinned[*address] = bytes; return 0; }
int cuMemFreeHost(void* address) { if (!pinned.erase(address)) return 1; free(address); return 0; }
int cuMemcpyHtoDAsync_v2(void* to, const void* from, size_t bytes, void* stream) {
    MAY_FAIL;
    if (!within(to, bytes) || !streams.count(stream)) return 1;
    memcpy(to, from, bytes);
    return 0;
}
int cuMemcpyDtoHAsync_v2(void* to, void* from, size_t bytes, void* stream) {
    MAY_FAIL;
    if (!within(from, bytes) || !streams.count(stream)) return 1;
    memcpy(to, from, bytes);
    return 0;
}
int cuMemsetD32Async(void* to, unsigned value, size_t count, void* stream) {
    MAY_FAIL;
    if (!within(to, 4 * count) || !streams.count(stream)) return 1;
    for (size_t i = 0; i < count; i++) ((unsigned*)to)[i] = value;
    return 0;
}
int cuStreamCreate(void** stream, unsigned) { MAY_FAIL; *stream = malloc(1); streams.insert(*stream); return 0; }
int cuStreamDestroy_v2(void* stream) { if (!streams.erase(stream)) return 1; free(stream); return 0; }
int cuStreamSynchronize(void* stream) { MAY_FAIL; return streams.count(stream) ? 0 : 1; }
int cuStreamWaitEvent(void* stream, void* event, unsigned) { return streams.count(stream) && events.count(event) ? 0 : 1; }
int cuEventCreate(void** event, unsigned) { MAY_FAIL; *event = malloc(1); events.insert(*event); return 0; }
int cuEventDestroy_v2(void* event) { if (!events.erase(event)) return 1; free(event); return 0; }
int cuEventRecord(void* event, void* stream) { return streams.count(stream) && events.count(event) ? 0 : 1; }
int cuEventSynchronize(void* event) { return events.count(event) ? 0 : 1; }
int cuEventElapsedTime(float* milliseconds, void* a, void* b) {
    *milliseconds = 0.5f;
    return events.count(a) && events.count(b) ? 0 : 1;
}
int cuModuleLoadData(void** module, const void* image) {
    MAY_FAIL;
    *module = dlopen((const char*)image, RTLD_NOW | RTLD_LOCAL);
    if (!*module) return 200;
    modules.insert(*module);
    return 0;
}
int cuModuleUnload(void* module) { if (!modules.erase(module)) return 1; dlclose(module); return 0; }
int cuModuleGetFunction(void** function, void* module, const char* name) {
    *function = dlsym(module, (std::string("run_") + name).c_str());
    return *function ? 0 : 500;
}
int cuLaunchKernel(void* function, unsigned groups, unsigned, unsigned, unsigned size, unsigned, unsigned, unsigned, void* stream,
                   void** parameters, void**) {
    MAY_FAIL;
    if (!streams.count(stream)) return 1;
    ((void (*)(int, int, void**))function)((int)groups, (int)size, parameters);
    return 0;
}
}
