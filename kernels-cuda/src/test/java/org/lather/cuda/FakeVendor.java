package org.lather.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder with libraries of the names and versions of CUDA's, which compute on the host. */
final class FakeVendor {
    private FakeVendor() {}

    /** Builds all libraries of a generation. */
    static Path build(Path folder, Generation generation) throws IOException {
        Path out = Files.createDirectories(folder.resolve(generation.name()));
        String source = HostCompiler.source("vendor.cpp");
        for (String library : generation.libraries()) {
            // what is linked against one asks for symbols of a version that is called as the library is
            String versions = HostCompiler.VERSION + library.replace('-', '_') + " { global: *; };\n";
            List<String> options = List.of("-Wl,-soname," + library, versions, "-D" + macro(library, generation));
            String file = library.contains("builtins") ? library + ".0" : library;
            boolean empty = macro(library, generation).equals("NOTHING");
            Files.copy(HostCompiler.library(library, empty ? "" : source, options), out.resolve(file));
        }
        return out;
    }

    private static String macro(String library, Generation generation) {
        if (library.startsWith("libcublas.")) {
            return "CUBLAS";
        }
        if (library.startsWith("libcusolver.")) {
            return "CUSOLVER";
        }
        return library.startsWith("libnvrtc.") ? "NVRTC=" + generation.major() : "NOTHING";
    }
}
