package org.lather.backend.device;

/** A language that device programs are compiled in, by the prelude that defines the macros of the neutral dialect. */
public enum Dialect {
    /** OpenCL C 1.2 with cl_khr_fp64. */
    OPENCL("prelude.cl"),
    /** CUDA C++ as NVRTC takes it, without includes. */
    CUDA("prelude.cu"),
    /** C++20 on the host, one thread for each work-item, to look for races. */
    HOST("prelude.hpp");

    private final String prelude;

    Dialect(String prelude) {
        this.prelude = prelude;
    }

    String prelude() {
        return prelude;
    }
}
