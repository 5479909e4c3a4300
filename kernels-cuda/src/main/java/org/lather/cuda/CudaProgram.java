package org.lather.cuda;

import static jcuda.driver.JCudaDriver.cuModuleGetFunction;
import static jcuda.driver.JCudaDriver.cuModuleUnload;

import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import org.lather.backend.DeviceException;
import org.lather.backend.Owned;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;

/**
 * A program that the driver has loaded, with all its functions resolved. The driver loads a function on first use and
 * may then run out of memory, which must not happen between two launches.
 */
final class CudaProgram implements Program {
    private final ProgramSource source;
    private final CUmodule module;
    /**
     * A function of the program.
     *
     * @param name that of its times
     * @param launch the operation in messages
     */
    record Function(CUfunction handle, String name, String launch) {}

    private final Map<String, Function> functions = new HashMap<>();

    private CudaProgram(ProgramSource source, CUmodule module) {
        this.source = source;
        this.module = module;
    }

    /**
     * Resolves all functions of a source.
     *
     * @param module belongs to the program, and is unloaded on failure
     */
    static CudaProgram of(ProgramSource source, CUmodule module) {
        CudaProgram out = new CudaProgram(source, module);
        Owned.orClose(
                () -> {
                    for (String name : source.functions()) {
                        CUfunction function = new CUfunction();
                        Status.call(
                                "cuModuleGetFunction of " + name + " in " + source.name(),
                                () -> cuModuleGetFunction(function, module, name));
                        String full = source.name() + "." + name;
                        out.functions.put(name, new Function(function, full, "cuLaunchKernel of " + full));
                    }
                },
                out::unload);
        return out;
    }

    @Override
    public ProgramSource source() {
        return source;
    }

    Function function(String name) {
        Function function = functions.get(name);
        if (function == null) {
            throw new DeviceException("expected one of the functions " + source.functions() + " of the program "
                    + source.name() + ", got " + name);
        }
        return function;
    }

    void unload() {
        Status.quietly("cuModuleUnload", () -> cuModuleUnload(module));
    }
}
