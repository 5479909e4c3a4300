package org.lather.opencl;

import java.util.HashMap;
import java.util.Map;
import org.jocl.CL;
import org.jocl.cl_kernel;
import org.jocl.cl_program;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;

/** A program and the functions that were launched of it. */
final class OpenClProgram implements Program {
    private final ProgramSource source;
    private final cl_program program;
    private final Map<String, cl_kernel> functions = new HashMap<>();

    OpenClProgram(ProgramSource source, cl_program program) {
        this.source = source;
        this.program = program;
    }

    @Override
    public ProgramSource source() {
        return source;
    }

    cl_kernel function(String name) {
        return functions.computeIfAbsent(
                name,
                f -> Call.of("function " + f + " of " + source.name(), () -> CL.clCreateKernel(program, f, null)));
    }

    void release() {
        functions.values().forEach(CL::clReleaseKernel);
        functions.clear();
        CL.clReleaseProgram(program);
    }
}
