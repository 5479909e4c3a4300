package org.lather.cuda;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.nvrtc.JNvrtc;
import jcuda.nvrtc.nvrtcProgram;
import org.jspecify.annotations.Nullable;
import org.lather.backend.device.Dialect;
import org.lather.backend.device.ProgramSource;

/**
 * What each function of the device programs takes of a multiprocessor at the molecule workload, as NVRTC's assembler
 * says it; in a process of its own, which can load one NVRTC alone.
 */
final class ResourcesRun {
    private static final PrintStream OUT = System.out;

    private static final Pattern FUNCTION = Pattern.compile(
            "entry function '(\\w+)'[^\\n]*\\n[^\\n]*\\n\\D*(\\d+) bytes stack frame, (\\d+) bytes spill stores,"
                    + " (\\d+) bytes spill loads\\n[^\\n]*Used (\\d+) registers([^\\n]*)");
    private static final Pattern LOCAL = Pattern.compile("(\\d+) bytes smem");

    private ResourcesRun() {}

    private record Use(int stack, int spilled, int registers, int localBytes) {}

    /** @param arguments a folder with NVRTC, its generation */
    public static void main(String[] arguments) {
        CudaLoader.loadCompiler(LibraryPlace.of(Path.of(arguments[0])), Generation.valueOf(arguments[1]));
        for (int architecture : new int[] {80, 90}) {
            Map<ProgramSource, Map<String, Use>> compiled = new LinkedHashMap<>();
            for (boolean dense : new boolean[] {true, false}) {
                Map<ProgramsInUse.Function, Integer> groups = ProgramsInUse.ofMolecules(dense, architecture);
                groups.forEach((function, group) -> {
                    Use use = compiled.computeIfAbsent(function.source(), s -> compile(s, architecture))
                            .get(function.name());
                    print(function, group, architecture, dense, use);
                });
            }
        }
    }

    private static void print(
            ProgramsInUse.Function function, int group, int architecture, boolean dense, @Nullable Use use) {
        if (use == null) {
            OUT.println("FAILED " + function + ": not in the log of the compiler");
            return;
        }
        Occupancy occupancy = new Occupancy(use.registers, use.localBytes, group);
        OUT.printf(
                Locale.ROOT,
                "use: %s.%s sm_%d %s group %d registers %d local %d stack %d spilled %d groups %d occupancy %.0f%n",
                function.source().name(),
                function.name(),
                architecture,
                dense ? "cublas" : "own",
                group,
                use.registers,
                use.localBytes,
                use.stack,
                use.spilled,
                occupancy.groups(architecture),
                100 * occupancy.share(architecture));
    }

    private static Map<String, Use> compile(ProgramSource source, int architecture) {
        nvrtcProgram program = new nvrtcProgram();
        JNvrtc.nvrtcCreateProgram(program, source.text(Dialect.CUDA), source.name() + ".cu", 0, null, null);
        try {
            String[] options = {"--gpu-architecture=sm_" + architecture, "--std=c++17", "--ptxas-options=-v"};
            JNvrtc.nvrtcCompileProgram(program, options.length, options);
            String[] log = new String[1];
            JNvrtc.nvrtcGetProgramLog(program, log);
            Map<String, Use> out = new LinkedHashMap<>();
            Matcher m = FUNCTION.matcher(log[0]);
            while (m.find()) {
                Matcher local = LOCAL.matcher(m.group(6));
                out.put(
                        m.group(1),
                        new Use(
                                number(m, 2),
                                number(m, 3) + number(m, 4),
                                number(m, 5),
                                local.find() ? number(local, 1) : 0));
            }
            return out;
        } finally {
            JNvrtc.nvrtcDestroyProgram(program);
        }
    }

    private static int number(Matcher m, int group) {
        return Integer.parseInt(m.group(group));
    }
}
