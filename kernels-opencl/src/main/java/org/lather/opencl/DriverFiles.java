package org.lather.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything on which the answer of the drivers depends, as a text: loaders, the files that name drivers, the drivers'
 * libraries, the linker's cache, device files, environment, Java, and Lather's own files. Nothing is loaded.
 */
final class DriverFiles {
    /** Prefixes of environment variables that configure loaders and drivers. */
    private static final List<String> VARIABLES = List.of(
            "OCL_",
            "OPENCL_",
            "POCL_",
            "CL_",
            "CUDA_",
            "NVIDIA_",
            "GPU_",
            "ROCR_",
            "HIP_",
            "HSA_",
            "ZE_",
            "SYCL_",
            "ONEAPI_",
            "INTEL_",
            "NEO",
            "RUSTICL_",
            "MESA_",
            "LIBGL_",
            "LD_LIBRARY_PATH",
            "DYLD_LIBRARY_PATH");

    /** Prefixes of environment variables that name files that describe drivers, their folders, or libraries. */
    private static final List<String> PLACES = List.of("OCL_ICD_", "OPENCL_VENDOR_PATH");

    private final Map<String, String> environment;
    private final Path root;
    private final StringBuilder text = new StringBuilder();
    private final Set<String> drivers = new TreeSet<>();

    /** @param root root of the file system; tests use another one */
    DriverFiles(Map<String, String> environment, Path root) {
        this.environment = environment;
        this.root = root;
        new TreeMap<>(environment).forEach((name, value) -> {
            if (VARIABLES.stream().anyMatch(name::startsWith)) {
                line(name + "=" + value);
            }
        });
        line("Lather " + DriverFiles.class.getPackage().getImplementationVersion());
        for (String property :
                List.of("os.name", "os.version", "os.arch", "java.home", "java.version", "java.io.tmpdir")) {
            line(property + "=" + System.getProperty(property, ""));
        }
        state(root.resolve("etc/ld.so.cache"));
        Loader.files(environment, root).forEach(this::state);
        if (!environment.containsKey("OCL_ICD_VENDORS")) {
            described(root.resolve("etc/OpenCL/vendors"));
        }
        environment.forEach((name, value) -> {
            if (PLACES.stream().anyMatch(name::startsWith)) {
                for (String place : value.split(":", -1)) {
                    place(place);
                }
            }
        });
        for (String folder : List.of("dev", "dev/dri")) {
            devices(root.resolve(folder));
        }
    }

    /** The text, which is the same as long as nothing changes on which the answer depends. */
    String text() {
        return text.toString();
    }

    /** Adds a file on which the answer depends. */
    void add(Path file) {
        state(file);
    }

    /** The names of the drivers' libraries, as far as files describe them. */
    Set<String> drivers() {
        return drivers;
    }

    private void line(String what) {
        text.append(what.replaceAll("\\p{Cntrl}", " ")).append('\n');
    }

    private void state(Path file) {
        try {
            BasicFileAttributes of = Files.readAttributes(file, BasicFileAttributes.class);
            line(file + " " + of.size() + " " + of.lastModifiedTime().toMillis());
        } catch (IOException e) {
            line(file + " -");
        }
    }

    private void place(String name) {
        if (name.isBlank()) {
            return;
        }
        try {
            Path path = Path.of(name);
            if (Files.isDirectory(path)) {
                described(path);
            } else if (name.endsWith(".icd")) {
                description(path);
            } else {
                library(name);
            }
        } catch (InvalidPathException e) {
            return; // the variable's text was added already, and names no file
        }
    }

    private void described(Path folder) {
        for (Path file : list(folder, "*.icd")) {
            description(file);
        }
    }

    /** Adds a file whose first line names a driver's library. */
    private void description(Path file) {
        state(file);
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            if (!lines.isEmpty()) {
                library(lines.get(0).strip());
            }
        } catch (IOException e) {
            return; // the loader cannot read it either
        }
    }

    private void library(String name) {
        drivers.add(name);
        if (name.contains("/")) {
            state(Path.of(name));
        } else {
            Loader.files(name, environment, root).forEach(this::state);
        }
    }

    /** Adds device files, which depend on modules of the kernel and on permissions. */
    private void devices(Path folder) {
        for (Path file : list(folder, "{nvidia*,kfd,dxg,mali*,card*,render*,accel*}")) {
            line(file + (Files.isReadable(file) && Files.isWritable(file) ? " may be used" : " may not be used"));
        }
    }

    private static List<Path> list(Path folder, String names) {
        List<Path> out = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
                files.forEach(out::add);
            } catch (IOException e) {
                return List.of();
            }
        }
        out.sort(null);
        return out;
    }
}
