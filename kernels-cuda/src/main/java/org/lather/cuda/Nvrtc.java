package org.lather.cuda;

import java.nio.charset.StandardCharsets;
import java.util.List;
import jcuda.CudaException;
import jcuda.nvrtc.JNvrtc;
import jcuda.nvrtc.nvrtcProgram;
import org.lather.backend.DeviceException;
import org.lather.backend.device.Dialect;
import org.lather.backend.device.ProgramSource;

/** Compiles with NVRTC for one architecture. */
final class Nvrtc implements Compiler {
    private final Architecture architecture;
    private final CubinCache cache;
    private final ShippedImages shipped;
    private final String version;

    Nvrtc(Architecture architecture, CubinCache cache, ShippedImages shipped) {
        this.architecture = architecture;
        this.cache = cache;
        this.shipped = shipped;
        int[] major = new int[1];
        int[] minor = new int[1];
        Status.call("nvrtcVersion", () -> JNvrtc.nvrtcVersion(major, minor));
        this.version = major[0] + "." + minor[0] + ", " + CudaLoader.compilerBytes() + " bytes";
    }

    /** The architectures that NVRTC knows. */
    static int[] known() {
        int[] count = new int[1];
        Status.call("nvrtcGetNumSupportedArchs", () -> JNvrtc.nvrtcGetNumSupportedArchs(count));
        int[] out = new int[count[0]];
        Status.call("nvrtcGetSupportedArchs", () -> JNvrtc.nvrtcGetSupportedArchs(out));
        return out;
    }

    private List<String> options() {
        return List.of(architecture.option(), "--std=c++17");
    }

    String key(String text) {
        return CubinCache.key(text, String.join(" ", options()), "nvrtc " + version);
    }

    /** The key among {@link ShippedImages}. */
    String shippedKey(String text) {
        return CubinCache.key(text, String.join(" ", options()));
    }

    @Override
    public byte[] image(ProgramSource source) {
        String text = source.text(Dialect.CUDA);
        String key = key(text);
        // the cache first: it has what replaces a shipped image that the driver refused
        byte[] known = cache.read(key);
        if (known == null) {
            known = shipped.read(shippedKey(text));
        }
        return known != null ? known : compiled(source.name(), text, key);
    }

    private byte[] compiled(String name, String text, String key) {
        byte[] image = compile(name, text);
        cache.write(key, image);
        return image;
    }

    @Override
    public byte[] anew(ProgramSource source) {
        String text = source.text(Dialect.CUDA);
        cache.remove(key(text));
        return compiled(source.name(), text, key(text));
    }

    /** Compiles a program to a cubin, or to PTX that ends with a zero byte. */
    byte[] compile(String name, String text) {
        nvrtcProgram program = new nvrtcProgram();
        Status.call("nvrtcCreateProgram", () -> JNvrtc.nvrtcCreateProgram(program, text, name + ".cu", 0, null, null));
        try {
            try {
                String[] options = options().toArray(String[]::new);
                JNvrtc.nvrtcCompileProgram(program, options.length, options);
            } catch (CudaException e) {
                String[] log = new String[1];
                JNvrtc.nvrtcGetProgramLog(program, log);
                throw new DeviceException(
                        "nvrtcCompileProgram: device program " + name + " for " + architecture.option() + ": "
                                + Status.describe(String.valueOf(e.getMessage())) + "\n" + log[0],
                        e);
            }
            if (!architecture.cubin()) {
                String[] ptx = new String[1];
                Status.call("nvrtcGetPTX", () -> JNvrtc.nvrtcGetPTX(program, ptx));
                return (architecture.lower(ptx[0]) + "\0").getBytes(StandardCharsets.US_ASCII);
            }
            long[] size = new long[1];
            Status.call("nvrtcGetCUBINSize", () -> JNvrtc.nvrtcGetCUBINSize(program, size));
            byte[] cubin = new byte[Math.toIntExact(size[0])];
            Status.call("nvrtcGetCUBIN", () -> JNvrtc.nvrtcGetCUBIN(program, cubin));
            return cubin;
        } finally {
            JNvrtc.nvrtcDestroyProgram(program);
        }
    }
}
