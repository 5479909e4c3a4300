package org.lather.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder with libraries of the names and versions of CUDA's, which compute on the host. */
final class FakeVendor {
    private FakeVendor() {}

    /** Builds all libraries of a generation. */
    static Path build(Path folder, Generation generation) throws IOException {
        Path out = Files.createDirectories(folder.resolve(generation.name()));
        Path source = HostCompiler.source(out, "vendor.cpp");
        Path nothing = Files.write(out.resolve("nothing.cpp"), new byte[0]);
        for (String library : generation.libraries()) {
            // what is linked against one asks for symbols of a version that is called as the library is
            Path versions = out.resolve(library + ".map");
            Files.writeString(versions, library.replace('-', '_') + " { global: *; };\n");
            List<String> options = new ArrayList<>(List.of(
                    "-Wl,-soname," + library, "-Wl,--version-script=" + versions, "-D" + macro(library, generation)));
            String file = library.contains("builtins") ? library + ".0" : library;
            boolean empty = macro(library, generation).equals("NOTHING");
            HostCompiler.build(empty ? nothing : source, out.resolve(file), options);
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
