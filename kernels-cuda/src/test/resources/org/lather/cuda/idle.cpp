// A driver of CUDA that does nothing and reports success, to measure what a call costs the host without a device.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

static char object[64];

extern "C" {
int cuInit(unsigned) { return 0; }
int cuDriverGetVersion(int* version) { *version = 12060; return 0; }
int cuGetErrorString(int, const char** text) { *text = ""; return 0; }
int cuDeviceGetCount(int* count) { *count = 1; return 0; }
int cuDeviceGet(int* device, int index) { *device = index; return 0; }
int cuDeviceGetName(char* name, int length, int) { strncpy(name, "Idle device", length); return 0; }
int cuDeviceGetAttribute(int* value, int attribute, int) {
    *value = attribute == 75 ? 9 : attribute == 1 ? 1024 : attribute == 8 ? 49152 : 0;
    return 0;
}
int cuDevicePrimaryCtxRetain(void** context, int) { *context = object; return 0; }
int cuCtxSetCurrent(void*) { return 0; }
int cuCtxSynchronize() { return 0; }
int cuMemGetInfo_v2(size_t* free, size_t* total) { *total = *free = (size_t)8 << 30; return 0; }
int cuMemAlloc_v2(void** address, size_t bytes) { *address = malloc(bytes); return 0; }
int cuMemFree_v2(void* address) { free(address); return 0; }
int cuMemHostAlloc(void** address, size_t bytes, unsigned) { *address = calloc(bytes, 1); return 0; }
int cuMemFreeHost(void* address) { free(address); return 0; }
int cuMemcpyHtoDAsync_v2(void*, const void*, size_t, void*) { return 0; }
int cuMemcpyDtoHAsync_v2(void*, void*, size_t, void*) { return 0; }
int cuMemsetD32Async(void*, unsigned, size_t, void*) { return 0; }
int cuStreamCreate(void** stream, unsigned) { *stream = object; return 0; }
int cuStreamDestroy_v2(void*) { return 0; }
int cuStreamSynchronize(void*) { return 0; }
int cuStreamWaitEvent(void*, void*, unsigned) { return 0; }
int cuEventCreate(void** event, unsigned) { *event = object; return 0; }
int cuEventDestroy_v2(void*) { return 0; }
int cuEventRecord(void*, void*) { return 0; }
int cuEventSynchronize(void*) { return 0; }
int cuEventElapsedTime(float* milliseconds, void*, void*) { *milliseconds = 0; return 0; }
int cuModuleLoadDataEx(void** module, const void*, unsigned, int*, void**) { *module = object; return 0; }
int cuModuleUnload(void*) { return 0; }
int cuModuleGetFunction(void** function, void*, const char*) { *function = object; return 0; }
int cuLaunchKernel(void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void*, void**, void**) { return 0; }
}
