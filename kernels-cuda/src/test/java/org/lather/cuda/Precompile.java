package org.lather.cuda;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.lather.backend.device.Dialect;
import org.lather.backend.device.ProgramSource;

/**
 * Compiles device programs for a distribution, without a device: {@code Precompile JAR NVRTC-FOLDERS ARCHITECTURE...}
 * writes a jar of {@link ShippedImages} for architectures such as 80 and 90: the programs of the molecule workload and
 * those of every operation at small sizes. They are compiled by NVRTC of CUDA 12, whose machine code every supported
 * driver loads. Folders are separated by colons. If none has it, the jar is empty, and a message says so.
 */
public final class Precompile {
    private static final PrintStream OUT = System.out;

    private Precompile() {}

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path folder = Arrays.stream(arguments[1].split(":", -1))
                .filter(f -> !f.isBlank())
                .map(Path::of)
                .filter(f -> Files.exists(f.resolve("libnvrtc.so." + Generation.CUDA_12.major())))
                .findFirst()
                .orElse(null);
        List<String> architectures =
                folder == null ? List.of() : List.of(arguments).subList(2, arguments.length);
        int written = 0;
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            if (folder != null) {
                CudaLoader.loadCompiler(LibraryPlace.of(folder), Generation.CUDA_12);
            }
            for (String architecture : architectures) {
                Nvrtc compiler = new Nvrtc(
                        new Architecture(Integer.parseInt(architecture), true),
                        new CubinCache(null),
                        ShippedImages.here());
                for (ProgramSource source : sources(Integer.parseInt(architecture))) {
                    String text = source.text(Dialect.CUDA);
                    JarEntry entry = new JarEntry(ShippedImages.FOLDER + compiler.shippedKey(text));
                    entry.setTime(0); // the same programs make the same file
                    out.putNextEntry(entry);
                    out.write(compiler.compile(source.name(), text));
                    out.closeEntry();
                    written++;
                }
            }
        }
        OUT.println(
                folder == null
                        ? "There is no NVRTC of CUDA 12 in LATHER_NVRTC: device programs are compiled on first use"
                        : written + " device programs in " + jar.getFileName() + ", " + Files.size(jar) + " bytes");
    }

    /** The programs, each once. */
    private static Set<ProgramSource> sources(int architecture) {
        Set<ProgramSource> out = new LinkedHashSet<>(ProgramsInUse.all(architecture));
        for (boolean dense : new boolean[] {true, false}) {
            ProgramsInUse.ofMolecules(dense, architecture).keySet().forEach(f -> out.add(f.source()));
        }
        return out;
    }
}
