package org.lather.opencl;

import java.util.HashMap;
import java.util.Map;
import org.jocl.CL;
import org.jocl.cl_kernel;
import org.jocl.cl_program;
import org.lather.backend.DeviceException;
import org.lather.backend.Owned;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;

/**
 * A program with all its functions, which are created before the first launch so that a driver's refusal occurs then.
 */
final class OpenClProgram implements Program {
    private final ProgramSource source;
    private final cl_program program;
    private final Map<String, cl_kernel> functions = new HashMap<>();

    private OpenClProgram(ProgramSource source, cl_program program) {
        this.source = source;
        this.program = program;
    }

    /**
     * Creates all functions of a source.
     *
     * @param program the program as built; released if this fails
     */
    static OpenClProgram of(ProgramSource source, cl_program program) {
        OpenClProgram out = new OpenClProgram(source, program);
        Owned.orClose(
                () -> {
                    for (String name : source.functions()) {
                        out.functions.put(
                                name,
                                Call.of(
                                        "function " + name + " of " + source.name(),
                                        () -> CL.clCreateKernel(program, name, null)));
                    }
                },
                out::release);
        return out;
    }

    @Override
    public ProgramSource source() {
        return source;
    }

    cl_kernel function(String name) {
        cl_kernel function = functions.get(name);
        if (function == null) {
            throw new DeviceException("expected one of the functions " + source.functions() + " of the program "
                    + source.name() + ", got " + name);
        }
        return function;
    }

    void release() {
        functions.values().forEach(CL::clReleaseKernel);
        functions.clear();
        CL.clReleaseProgram(program);
    }
}
