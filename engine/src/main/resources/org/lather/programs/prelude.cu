typedef double accum;
#ifdef SINGLE
typedef float real;
#else
typedef double real;
#endif
typedef long long int64;
#define R(x) x
#define KERNEL extern "C" __global__
#define DEVICE __device__ static inline
#define GLOBAL
#define CONSTANT __constant__
#define RESTRICT __restrict__
#define LOCAL __shared__
#define LOCAL_ARG
#define LOCAL_ID ((int)threadIdx.x)
#define LOCAL_SIZE ((int)blockDim.x)
#define GROUP_ID ((int)blockIdx.x)
#define NUM_GROUPS ((int)gridDim.x)
#define GLOBAL_ID ((int64)blockIdx.x * blockDim.x + threadIdx.x)
#define GLOBAL_SIZE ((int64)blockDim.x * gridDim.x)
#define BARRIER __syncthreads()
#define SQRT sqrt
#define COSPI cospi
#define SINPI sinpi
#define POW pow
// The norm by which a vector is divided, from its square, and d(norm^2)/d(square) from the norm: Covariance.norm, normSlope.
#define FAINT R(1e-6)
#define NORM(square) SQRT((square) >= FAINT ? (square) : R(0.5) * (FAINT + (square) * (square) / FAINT))
#define NORM_SLOPE(norm) \
    ((norm) * (norm) >= FAINT ? R(1.0) : (norm) * (norm) > R(0.5) * FAINT ? SQRT(R(2.0) * (norm) * (norm) / FAINT - R(1.0)) : R(0.0))
// Each (row, column) of a matrix by one work-item; those of a group have neighbouring columns of one row, and no 64-bit division.
#define ELEMENTS(row, rows, column, columns) \
    for (int across_ = ((columns) + LOCAL_SIZE - 1) / LOCAL_SIZE, chunk_ = GROUP_ID; chunk_ < (rows) * across_; chunk_ += NUM_GROUPS) \
        for (int row = chunk_ / across_, column = chunk_ % across_ * LOCAL_SIZE + LOCAL_ID; column < (columns); column = (columns))
