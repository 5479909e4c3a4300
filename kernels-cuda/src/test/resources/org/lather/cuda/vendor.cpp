// What this project calls of cuBLAS, cuSOLVER and NVRTC, in the memory of the host, for tests: the definitions, with the vendor's
// own checks of arguments. FAKE_FAIL makes a function fail, as in the driver of the tests. As the vendor's libraries do, they fail
// in a thread without a context, and what they compute is enqueued to the stream of their handle.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <functional>
#include <string>

#include "failure.h"

static int handles;

#ifdef CUSOLVER
const int NO_CONTEXT = 1, EXECUTION_FAILED = 6; // CUSOLVER_STATUS_NOT_INITIALIZED
#else
const int NO_CONTEXT = 14, EXECUTION_FAILED = 13; // CUBLAS_STATUS_INTERNAL_ERROR
#endif

#define INVALID_UNLESS(condition) if (!(condition)) return BAD

// The driver of the process, which is loaded already.
template <class F> static F* driver(const char* name) { return (F*)dlsym(dlopen("libcuda.so.1", RTLD_NOLOAD | RTLD_NOW), name); }

static int state(const char* function) {
    if (int code = failure(function)) return code;
    void* context = nullptr;
    driver<int(void**)>("cuCtxGetCurrent")(&context);
    return context ? 0 : NO_CONTEXT;
}
#define IN_CONTEXT if (int code = state(__func__)) return code

struct Handle { void* stream; };

static int enqueue(void* handle, std::function<void()> run) {
    auto* work = new std::function<void()>(run);
    return driver<int(void*, std::function<void()>*)>("fakeEnqueue")(((Handle*)handle)->stream, work) ? EXECUTION_FAILED : 0;
}

static void reportHandles() {
    fprintf(stdout, "left: %d handles\n", handles);
    fflush(stdout);
}

static double at(const double* a, int ld, bool transpose, int i, int j) {
    return transpose ? a[j + (size_t)i * ld] : a[i + (size_t)j * ld];
}

// op(A) X = B or X op(A) = B, A upper triangular, column-major
static void solve(bool left, bool transpose, int m, int n, const double* a, int lda, double* b, int ldb) {
    int size = left ? m : n, others = left ? n : m;
    bool forward = left == transpose;
    for (int o = 0; o < others; o++)
        for (int step = 0; step < size; step++) {
            int i = forward ? step : size - 1 - step;
            auto x = [&](int p) -> double& { return left ? b[p + (size_t)o * ldb] : b[o + (size_t)p * ldb]; };
            double sum = x(i);
            for (int p = forward ? 0 : i + 1; p < (forward ? i : size); p++)
                sum -= (left ? at(a, lda, transpose, i, p) : at(a, lda, transpose, p, i)) * x(p);
            x(i) = sum / a[i + (size_t)i * lda];
        }
}

extern "C" {
#ifdef CUBLAS
const int BAD = 7, UPPER = 1;
__attribute__((destructor)) static void report() { reportHandles(); }
int cublasCreate_v2(void** handle) { IN_CONTEXT; *handle = new Handle{}; handles++; return 0; }
int cublasDestroy_v2(void* handle) { delete (Handle*)handle; handles--; return 0; }
int cublasSetStream_v2(void* handle, void* stream) { IN_CONTEXT; ((Handle*)handle)->stream = stream; return 0; }
int cublasSetWorkspace_v2(void*, void* workspace, size_t) { IN_CONTEXT; return (size_t)workspace % 256 ? BAD : 0; }
int cublasDgemm_v2(void* handle, int ta, int tb, int m, int n, int k, const double* alpha, const double* a, int lda, const double* b,
                   int ldb, const double* beta, double* c, int ldc) {
    IN_CONTEXT;
    INVALID_UNLESS(lda >= std::max(1, ta ? k : m) && ldb >= std::max(1, tb ? n : k) && ldc >= std::max(1, m));
    double x = *alpha, y = *beta;
    return enqueue(handle, [=] {
        for (int j = 0; j < n; j++)
            for (int i = 0; i < m; i++) {
                double sum = 0;
                for (int p = 0; p < k; p++) sum += at(a, lda, ta, i, p) * at(b, ldb, tb, p, j);
                double& out = c[i + (size_t)j * ldc];
                out = x * sum + (y == 0 ? 0 : y * out);
            }
    });
}
int cublasDsyrk_v2(void* handle, int uplo, int trans, int n, int k, const double* alpha, const double* a, int lda, const double* beta,
                   double* c, int ldc) {
    IN_CONTEXT;
    INVALID_UNLESS(uplo == UPPER && lda >= std::max(1, trans ? k : n) && ldc >= std::max(1, n));
    double x = *alpha, y = *beta;
    return enqueue(handle, [=] {
        for (int j = 0; j < n; j++)
            for (int i = 0; i <= j; i++) {
                double sum = 0;
                for (int p = 0; p < k; p++) sum += at(a, lda, trans, i, p) * at(a, lda, trans, j, p);
                double& out = c[i + (size_t)j * ldc];
                out = x * sum + (y == 0 ? 0 : y * out);
            }
    });
}
int cublasDtrsm_v2(void* handle, int side, int uplo, int trans, int diag, int m, int n, const double* alpha, const double* a, int lda,
                   double* b, int ldb) {
    IN_CONTEXT;
    INVALID_UNLESS(uplo == UPPER && diag == 0 && *alpha == 1 && lda >= std::max(1, side ? n : m) && ldb >= std::max(1, m));
    return enqueue(handle, [=] { solve(side == 0, trans, m, n, a, lda, b, ldb); });
}
#endif
#ifdef CUSOLVER
const int BAD = 3, UPPER = 1;
__attribute__((destructor)) static void report() { reportHandles(); }
int cusolverDnCreate(void** handle) { IN_CONTEXT; *handle = new Handle{}; handles++; return 0; }
int cusolverDnDestroy(void* handle) { delete (Handle*)handle; handles--; return 0; }
int cusolverDnSetStream(void* handle, void* stream) { IN_CONTEXT; ((Handle*)handle)->stream = stream; return 0; }
int cusolverDnDpotrf_bufferSize(void*, int, int n, double*, int, int* length) { IN_CONTEXT; *length = 3 * n; return 0; }
int cusolverDnDpotrf(void* handle, int uplo, int n, double* a, int lda, double* work, int length, int* info) {
    IN_CONTEXT;
    INVALID_UNLESS(uplo == UPPER && lda >= std::max(1, n) && length >= 3 * n);
    return enqueue(handle, [=] {
        for (int i = 0; i < length; i++) work[i] = -1;
        *info = 0;
        for (int j = 0; j < n && !*info; j++)
            for (int i = 0; i <= j; i++) {
                double& out = a[i + (size_t)j * lda];
                double sum = out;
                for (int p = 0; p < i; p++) sum -= a[p + (size_t)i * lda] * a[p + (size_t)j * lda];
                if (i == j && !(sum > 0)) { *info = j + 1; break; }
                out = i == j ? std::sqrt(sum) : sum / a[i + (size_t)i * lda];
            }
    });
}
int cusolverDnDpotrs(void* handle, int uplo, int n, int count, const double* a, int lda, double* b, int ldb, int* info) {
    IN_CONTEXT;
    INVALID_UNLESS(uplo == UPPER && lda >= std::max(1, n) && ldb >= std::max(1, n));
    return enqueue(handle, [=] {
        solve(true, true, n, count, a, lda, b, ldb);
        solve(true, false, n, count, a, lda, b, ldb);
        *info = 0;
    });
}
#endif
#ifdef NVRTC
int nvrtcVersion(int* major, int* minor) { *major = NVRTC; *minor = 0; return 0; }
int nvrtcGetNumSupportedArchs(int* count) { MAY_FAIL; *count = 3; return 0; }
int nvrtcGetSupportedArchs(int* out) { out[0] = 75; out[1] = 80; out[2] = 90; return 0; }
#endif
}
