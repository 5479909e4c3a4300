package org.lather.backend.device;

/** A language into which device programs are compiled, by a prelude that defines the macros of the neutral dialect. */
public enum Dialect {
    /** OpenCL C 1.2 with cl_khr_fp64. */
    OPENCL("prelude.cl"),
    /** CUDA C++ for NVRTC, without includes. */
    CUDA("prelude.cu"),
    /** C++20 on the host, with one thread for each work-item, to detect races. */
    HOST("prelude.hpp");

    private final String prelude;

    Dialect(String prelude) {
        this.prelude = prelude;
    }

    String prelude() {
        return prelude;
    }
}
