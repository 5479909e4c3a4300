// A driver of CUDA in the memory of the host, for tests: programs are libraries of the host, and everything that is not given back
// is told at the end of the process. FAKE_* variables make it fail.
//
// As in a real driver, each thread has a current context, without which calls fail, and an error that a device raises while it
// runs a program (illegal address, failed launch, ...) is sticky: every later call in the process fails with it, also in a context
// that is retained again. Functions that free something do so even then, so that what is left can be counted.
//
// What is enqueued is done at once, or, with FAKE_ORDER, as unkindly as events allow. uploads-first: uploads are done when they
// are enqueued, after what they wait for, everything else only when something waits for it. uploads-last: the other way round. So
// an upload that does not wait for a program, or a program for an upload, makes numbers wrong. FAKE_TELL=1 tells how much each
// had to wait for.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <dlfcn.h>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "failure.h"

static std::map<void*, size_t> memory, pinned;
static std::set<void*> streams, events, modules;

enum Kind { OTHER, UPLOAD, PROGRAM };
struct Work {
    Kind kind;
    std::function<void()> run;
};
struct Stream {
    std::deque<Work> waiting;
    long done = 0, all = 0;
};
struct Event {
    Stream* stream = nullptr;
    long position = 0;
};
static long done[3], enqueued[3];
static int contexts;
static thread_local void* current;
static int sticky;
static size_t used;

#define IN_CONTEXT if (int code = state(__func__)) return code
#define FREED return sticky

static long setting(const char* name, long otherwise) {
    const char* text = getenv(name);
    return text ? atol(text) : otherwise;
}

__attribute__((destructor)) static void report() {
    fprintf(stdout, "left: %zu memory, %zu pinned, %zu streams, %zu events, %zu modules, %d contexts\n", memory.size(),
            pinned.size(), streams.size(), events.size(), modules.size(), contexts);
    fflush(stdout);
}

// What a call fails with before it does anything: a sticky error, one that a test asks for, or that no context is current.
static int state(const char* function) {
    if (sticky) return sticky;
    int code = failure(function);
    if (code == 700 || code == 702 || code == 710 || (code >= 714 && code <= 719)) sticky = code;
    return code ? code : current ? 0 : 201;
}

static bool within(void* address, size_t bytes) {
    auto after = memory.upper_bound(address);
    if (after == memory.begin()) return false;
    auto block = std::prev(after);
    return (char*)address + bytes <= (char*)block->first + block->second;
}

// Does what a stream was given up to a position.
static void reach(Stream* stream, long position) {
    while (stream->done < position) {
        Work work = stream->waiting.front();
        stream->waiting.pop_front();
        work.run();
        stream->done++;
        done[work.kind]++;
    }
}

static void finish() {
    for (void* stream : streams) reach((Stream*)stream, ((Stream*)stream)->all);
}

static void tell(const char* what, Kind kind, const char* others) {
    if (setting("FAKE_TELL", 0)) {
        printf("%s after %ld %s, %ld wait\n", what, done[kind], others, enqueued[kind] - done[kind]);
        fflush(stdout);
    }
}

static int enqueue(void* to, Kind kind, std::function<void()> run) {
    if (!streams.count(to)) return 1;
    Stream* stream = (Stream*)to;
    stream->waiting.push_back({kind, run});
    stream->all++;
    enqueued[kind]++;
    const char* order = getenv("FAKE_ORDER");
    bool first = order && !strcmp(order, "uploads-first");
    if (!order || (kind == UPLOAD) == first) {
        // its waits are part of the stream; what only waits goes on waiting
        reach(stream, stream->all - 1);
        if (kind == UPLOAD) tell("upload", PROGRAM, "programs");
        if (kind == PROGRAM) tell("program", UPLOAD, "uploads");
        reach(stream, stream->all);
    }
    return 0;
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
int cuCtxSetCurrent(void* context) { MAY_FAIL; current = context; return sticky; }
int cuCtxGetCurrent(void** context) { *context = current; return sticky; }
int cuCtxSynchronize() { IN_CONTEXT; finish(); return 0; }
int cuMemGetInfo_v2(size_t* free, size_t* total) {
    IN_CONTEXT;
    *total = setting("FAKE_MEMORY", 1L << 30);
    *free = *total - used;
    return 0;
}
int cuMemAlloc_v2(void** address, size_t bytes) {
    IN_CONTEXT;
    if (used + bytes > (size_t)setting("FAKE_MEMORY", 1L << 30)) return 2;
    *address = aligned_alloc(256, (bytes + 255) / 256 * 256);
    memset(*address, 0x7f, bytes);
    memory[*address] = bytes;
    used += bytes;
    return 0;
}
int cuMemFree_v2(void* address) {
    if (!current) return 201;
    if (!memory.count(address)) return 1;
    // a driver may or may not wait here for what runs: nothing may rely on it
    for (void* stream : streams)
        if (((Stream*)stream)->done < ((Stream*)stream)->all) printf("memory is freed while commands wait\n");
    finish();
    used -= memory[address];
    memory.erase(address);
    free(address);
    FREED;
}
int cuMemHostAlloc(void** address, size_t bytes, unsigned) { IN_CONTEXT; *address = malloc(bytes); pinned[*address] = bytes; return 0; }
int cuMemFreeHost(void* address) {
    if (!current) return 201;
    if (!pinned.erase(address)) return 1;
    free(address);
    FREED;
}
int cuMemcpyHtoDAsync_v2(void* to, const void* from, size_t bytes, void* stream) {
    IN_CONTEXT;
    if (!within(to, bytes)) return 1;
    return enqueue(stream, UPLOAD, [=] { memcpy(to, from, bytes); });
}
int cuMemcpyDtoHAsync_v2(void* to, void* from, size_t bytes, void* stream) {
    IN_CONTEXT;
    if (!within(from, bytes)) return 1;
    return enqueue(stream, OTHER, [=] { memcpy(to, from, bytes); });
}
int cuMemsetD32Async(void* to, unsigned value, size_t count, void* stream) {
    IN_CONTEXT;
    if (!within(to, 4 * count)) return 1;
    return enqueue(stream, OTHER, [=] {
        for (size_t i = 0; i < count; i++) ((unsigned*)to)[i] = value;
    });
}
int cuStreamCreate(void** stream, unsigned) { IN_CONTEXT; *stream = new Stream(); streams.insert(*stream); return 0; }
int cuStreamDestroy_v2(void* stream) {
    if (!current) return 201;
    if (!streams.count(stream)) return 1;
    finish();
    streams.erase(stream);
    FREED;
}
int cuStreamSynchronize(void* stream) {
    IN_CONTEXT;
    if (!streams.count(stream)) return 1;
    reach((Stream*)stream, ((Stream*)stream)->all);
    return 0;
}
int cuStreamWaitEvent(void* stream, void* event, unsigned) {
    IN_CONTEXT;
    if (!streams.count(stream) || !events.count(event)) return 1;
    // the event as it is now: it may be recorded again before the stream gets there
    Event now = *(Event*)event;
    Stream* waiting = (Stream*)stream;
    waiting->waiting.push_back({OTHER, [now] { if (now.stream) reach(now.stream, now.position); }});
    waiting->all++;
    enqueued[OTHER]++;
    return 0;
}
int cuEventCreate(void** event, unsigned) { IN_CONTEXT; *event = new Event(); events.insert(*event); return 0; }
int cuEventDestroy_v2(void* event) {
    if (!current) return 201;
    if (!events.erase(event)) return 1;
    delete (Event*)event;
    FREED;
}
int cuEventRecord(void* event, void* stream) {
    IN_CONTEXT;
    if (!streams.count(stream) || !events.count(event)) return 1;
    *(Event*)event = {(Stream*)stream, ((Stream*)stream)->all};
    return 0;
}
int cuEventSynchronize(void* event) {
    IN_CONTEXT;
    if (!events.count(event)) return 1;
    Event now = *(Event*)event;
    if (now.stream) reach(now.stream, now.position);
    return 0;
}
int cuEventElapsedTime(float* milliseconds, void* a, void* b) {
    IN_CONTEXT;
    *milliseconds = 0.5f;
    if (!events.count(a) || !events.count(b)) return 1;
    Event *begin = (Event*)a, *end = (Event*)b;
    if (!begin->stream || !end->stream) return 400;
    return end->stream->done >= end->position && begin->stream->done >= begin->position ? 0 : 600;
}
int cuModuleLoadDataEx(void** module, const void* image, unsigned, int*, void**) {
    IN_CONTEXT;
    *module = dlopen((const char*)image, RTLD_NOW | RTLD_LOCAL);
    if (!*module) return 200;
    modules.insert(*module);
    return 0;
}
int cuModuleUnload(void* module) {
    if (!current) return 201;
    if (!modules.erase(module)) return 1;
    dlclose(module);
    FREED;
}
int cuModuleGetFunction(void** function, void* module, const char* name) {
    IN_CONTEXT;
    *function = dlsym(module, (std::string("bind_") + name).c_str());
    return *function ? 0 : 500;
}
int cuLaunchKernel(void* function, unsigned groups, unsigned, unsigned, unsigned size, unsigned, unsigned, unsigned, void* stream,
                   void** parameters, void**) {
    IN_CONTEXT;
    if (!streams.count(stream)) return 1;
    // parameters are taken now, the work may be done later
    auto* bound = ((std::function<void()>* (*)(int, int, void**))function)((int)groups, (int)size, parameters);
    std::function<void()> run = *bound;
    delete bound;
    return enqueue(stream, PROGRAM, run);
}

// What a vendor's library computes, as a program of the stream that its handle has.
int fakeEnqueue(void* stream, std::function<void()>* run) {
    IN_CONTEXT;
    std::function<void()> work = *run;
    delete run;
    return enqueue(stream, PROGRAM, work);
}
}
