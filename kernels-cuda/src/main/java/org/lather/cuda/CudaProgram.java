package org.lather.cuda;

import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;

/** A program that the driver has loaded. */
final class CudaProgram implements Program {
    private final ProgramSource source;
    private final CUmodule module;
    private final Map<String, CUfunction> functions = new HashMap<>();

    CudaProgram(ProgramSource source, CUmodule module) {
        this.source = source;
        this.module = module;
    }

    @Override
    public ProgramSource source() {
        return source;
    }

    CUmodule module() {
        return module;
    }

    CUfunction function(String name) {
        return functions.computeIfAbsent(name, n -> {
            CUfunction function = new CUfunction();
            Status.call(
                    "cuModuleGetFunction of " + n + " in " + source.name(),
                    () -> JCudaDriver.cuModuleGetFunction(function, module, n));
            return function;
        });
    }
}
