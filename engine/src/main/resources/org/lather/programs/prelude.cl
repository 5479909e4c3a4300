#pragma OPENCL EXTENSION cl_khr_fp64 : enable
typedef double accum;
#ifdef SINGLE
typedef float real;
#else
typedef double real;
#endif
typedef long int64;
#define R(x) x
#define KERNEL __kernel
#define DEVICE static inline
#define GLOBAL __global
#define CONSTANT __constant
#define RESTRICT restrict
#define LOCAL __local
#define LOCAL_ARG __local
#define LOCAL_ID ((int)get_local_id(0))
#define LOCAL_SIZE ((int)get_local_size(0))
#define GROUP_ID ((int)get_group_id(0))
#define NUM_GROUPS ((int)get_num_groups(0))
#define GLOBAL_ID ((int64)get_global_id(0))
#define GLOBAL_SIZE ((int64)get_global_size(0))
#define BARRIER barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)
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
