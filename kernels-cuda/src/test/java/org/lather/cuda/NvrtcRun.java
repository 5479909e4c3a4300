package org.lather.cuda;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;
import org.lather.backend.DeviceException;
import org.lather.backend.Precision;
import org.lather.backend.device.Dialect;
import org.lather.backend.device.ProgramSource;

/** Compiles every device program by one NVRTC, in its own process: a process can load one alone. */
final class NvrtcRun {
    private static final PrintStream OUT = System.out;
    private static final int[] ARCHITECTURES = {75, 80, 86, 89, 90};

    private NvrtcRun() {}

    /** @param arguments a folder with NVRTC, its generation */
    public static void main(String[] arguments) {
        Generation generation = Generation.valueOf(arguments[1]);
        CudaLoader.loadCompiler(LibraryPlace.of(Path.of(arguments[0])), generation);
        OUT.println("known: " + Arrays.toString(Nvrtc.known()));
        CubinCache none = new CubinCache(Path.of("/dev/null/none"));
        Set<ProgramSource> sources = new LinkedHashSet<>(ProgramsInUse.all(80));
        sources.addAll(ProgramsInUse.all(90));
        int wanted = 0;
        int cubins = 0;
        int assembled = 0;
        for (ProgramSource source : sources) {
            String text = source.text(Dialect.CUDA);
            // the text of single precision differs in one type: one architecture is enough
            boolean single = source.precision() == Precision.SINGLE;
            for (int architecture : single ? new int[] {90} : ARCHITECTURES) {
                byte[] image = compile(
                        new Nvrtc(new Architecture(architecture, true), none, ShippedImages.here()), source, text);
                wanted++;
                cubins += image.length > 4 && image[0] == 0x7f && image[1] == 'E' ? 1 : 0;
            }
            if (!single) {
                // for drivers of any device, and for one that is newer than the compiler
                for (int architecture : new int[] {75, 90}) {
                    byte[] ptx = compile(
                            new Nvrtc(new Architecture(architecture, false), none, ShippedImages.here()), source, text);
                    boolean lowered = new String(ptx, StandardCharsets.US_ASCII).contains("\n.version 8.0\n");
                    wanted++;
                    assembled += lowered && assembles(ptx) ? 1 : 0;
                }
            }
        }
        OUT.println("programs: "
                + sources.stream().map(ProgramSource::name).distinct().sorted().toList());
        OUT.println("sources: " + sources.size() + " wanted: " + wanted + " cubins: " + cubins + " assembled: "
                + assembled);
        try {
            new Nvrtc(new Architecture(90, true), none, ShippedImages.here())
                    .compile("broken", "extern \"C\" __global__ void f() { x = 1; }");
        } catch (DeviceException e) {
            OUT.println("broken: " + String.valueOf(e.getMessage()).replace('\n', ' '));
        }
    }

    private static byte[] compile(Nvrtc compiler, ProgramSource source, String text) {
        try {
            return compiler.compile(source.name(), text);
        } catch (DeviceException e) {
            OUT.println("FAILED " + source + ": " + e.getMessage());
            return new byte[0];
        }
    }

    /** Whether the assembler of CUDA 12.0 that JCuda carries takes it, for the newest device that it knows. */
    private static boolean assembles(byte[] ptx) {
        if (ptx.length == 0) {
            return false;
        }
        nvPTXCompilerHandle handle = new nvPTXCompilerHandle();
        if (JNvPTXCompiler.nvPTXCompilerCreate(handle, ptx.length - 1, ptx) != 0) {
            return false;
        }
        int result = JNvPTXCompiler.nvPTXCompilerCompile(handle, 1, new String[] {"--gpu-name=sm_90"});
        JNvPTXCompiler.nvPTXCompilerDestroy(handle);
        return result == 0;
    }
}
