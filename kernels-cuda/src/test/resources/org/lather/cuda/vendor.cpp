// What this project calls of cuBLAS, cuSOLVER and NVRTC, in the memory of the host, for tests: the definitions, with the vendor's
// own checks of arguments. FAKE_FAIL makes a function fail, as in the driver of the tests.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "failure.h"

static int handles;

#define INVALID_UNLESS(condition) if (!(condition)) return BAD

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
int cublasCreate_v2(void** handle) { MAY_FAIL; *handle = malloc(1); handles++; return 0; }
int cublasDestroy_v2(void* handle) { free(handle); handles--; return 0; }
int cublasSetStream_v2(void*, void*) { MAY_FAIL; return 0; }
int cublasSetWorkspace_v2(void*, void* workspace, size_t) { MAY_FAIL; return (size_t)workspace % 256 ? BAD : 0; }
int cublasDgemm_v2(void*, int ta, int tb, int m, int n, int k, const double* alpha, const double* a, int lda, const double* b,
                   int ldb, const double* beta, double* c, int ldc) {
    MAY_FAIL;
    INVALID_UNLESS(lda >= std::max(1, ta ? k : m) && ldb >= std::max(1, tb ? n : k) && ldc >= std::max(1, m));
    for (int j = 0; j < n; j++)
        for (int i = 0; i < m; i++) {
            double sum = 0;
            for (int p = 0; p < k; p++) sum += at(a, lda, ta, i, p) * at(b, ldb, tb, p, j);
            double& out = c[i + (size_t)j * ldc];
            out = *alpha * sum + (*beta == 0 ? 0 : *beta * out);
        }
    return 0;
}
int cublasDsyrk_v2(void*, int uplo, int trans, int n, int k, const double* alpha, const double* a, int lda, const double* beta,
                   double* c, int ldc) {
    MAY_FAIL;
    INVALID_UNLESS(uplo == UPPER && lda >= std::max(1, trans ? k : n) && ldc >= std::max(1, n));
    for (int j = 0; j < n; j++)
        for (int i = 0; i <= j; i++) {
            double sum = 0;
            for (int p = 0; p < k; p++) sum += at(a, lda, trans, i, p) * at(a, lda, trans, j, p);
            double& out = c[i + (size_t)j * ldc];
            out = *alpha * sum + (*beta == 0 ? 0 : *beta * out);
        }
    return 0;
}
int cublasDtrsm_v2(void*, int side, int uplo, int trans, int diag, int m, int n, const double* alpha, const double* a, int lda,
                   double* b, int ldb) {
    MAY_FAIL;
    INVALID_UNLESS(uplo == UPPER && diag == 0 && *alpha == 1 && lda >= std::max(1, side ? n : m) && ldb >= std::max(1, m));
    solve(side == 0, trans, m, n, a, lda, b, ldb);
    return 0;
}
#endif
#ifdef CUSOLVER
const int BAD = 3, UPPER = 1;
__attribute__((destructor)) static void report() { reportHandles(); }
int cusolverDnCreate(void** handle) { MAY_FAIL; *handle = malloc(1); handles++; return 0; }
int cusolverDnDestroy(void* handle) { free(handle); handles--; return 0; }
int cusolverDnSetStream(void*, void*) { MAY_FAIL; return 0; }
int cusolverDnDpotrf_bufferSize(void*, int, int n, double*, int, int* length) { *length = 3 * n; return 0; }
int cusolverDnDpotrf(void*, int uplo, int n, double* a, int lda, double* work, int length, int* info) {
    MAY_FAIL;
    INVALID_UNLESS(uplo == UPPER && lda >= std::max(1, n) && length >= 3 * n);
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
    return 0;
}
int cusolverDnDpotrs(void*, int uplo, int n, int count, const double* a, int lda, double* b, int ldb, int* info) {
    MAY_FAIL;
    INVALID_UNLESS(uplo == UPPER && lda >= std::max(1, n) && ldb >= std::max(1, n));
    solve(true, true, n, count, a, lda, b, ldb);
    solve(true, false, n, count, a, lda, b, ldb);
    *info = 0;
    return 0;
}
#endif
#ifdef NVRTC
int nvrtcVersion(int* major, int* minor) { *major = NVRTC; *minor = 0; return 0; }
int nvrtcGetNumSupportedArchs(int* count) { MAY_FAIL; *count = 3; return 0; }
int nvrtcGetSupportedArchs(int* out) { out[0] = 75; out[1] = 80; out[2] = 90; return 0; }
#endif
}
