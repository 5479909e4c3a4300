package org.lather.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import jcuda.CudaException;
import jcuda.JCudaVersion;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcusolver.JCusolver;
import jcuda.nvrtc.JNvrtc;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;
import org.lather.error.Setting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the driver, then CUDA's libraries, then JCuda, once in a process. The libraries are loaded by their full paths,
 * so that JCuda's libraries find them without LD_LIBRARY_PATH; for CUDA 13 the names in JCuda's libraries are changed
 * in a private folder ({@link ElfRetarget}).
 */
final class CudaLoader {
    private static final Logger LOG = LoggerFactory.getLogger(CudaLoader.class);

    private static @Nullable Integer driver;
    private static @Nullable LibrarySearch loaded;
    /** The bytes of NVRTC's library, which differ between its patches, which NVRTC does not report. */
    private static long compilerBytes;

    /**
     * Why CUDA cannot be used any more in this process: classes whose initialisation failed cannot be initialised
     * again.
     */
    private static @Nullable Broken broken;

    private record Broken(String reason, Cure cure) {
        Broken(CudaUnavailableException e) {
            this(e.fact(), e.cure());
        }
    }

    private CudaLoader() {}

    /**
     * Initialises the driver.
     *
     * @return the version of CUDA that it supports, 1000 major + 10 minor
     */
    static synchronized int driver() {
        if (broken != null) {
            throw new CudaUnavailableException(broken.reason(), broken.cure());
        }
        if (driver == null) {
            try {
                driver = startDriver();
            } catch (CudaUnavailableException e) {
                broken = new Broken(e);
                throw e;
            }
        }
        return driver;
    }

    private static int startDriver() {
        String system = System.getProperty("os.name", "") + " " + System.getProperty("os.arch", "");
        if (!system.equals("Linux amd64")) {
            throw new CudaUnavailableException(
                    "CUDA works on Linux x86-64 alone, this is " + system,
                    Cure.use(Setting.option("backend", "opencl"), " or cpu"));
        }
        for (Path file : DriverFiles.unregistered(System.getenv(), Path.of("/"))) {
            try {
                System.load(file.toString());
                break;
            } catch (UnsatisfiedLinkError e) {
                LOG.debug("{} does not load: {}", file, reason(e));
            }
        }
        initialise(Generation.CUDA_12, List.of("JCudaDriver"), () -> JCudaDriver.setExceptionsEnabled(true));
        try {
            int[] version = new int[1];
            JCudaDriver.cuInit(0);
            JCudaDriver.cuDriverGetVersion(version);
            if (version[0] < 12000) {
                throw new CudaUnavailableException(
                        "the NVIDIA driver serves CUDA " + version[0] / 1000 + "." + version[0] % 1000 / 10
                                + ", expected 12.0 or more",
                        "Install driver 525 or newer");
            }
            return version[0];
        } catch (CudaException e) {
            throw refused(e);
        }
    }

    private static CudaUnavailableException refused(CudaException e) {
        String name = String.valueOf(e.getMessage());
        if (name.contains("NO_DEVICE")) {
            return new CudaUnavailableException(
                    "the NVIDIA driver finds no device (cuInit: " + Status.describe(name) + ")",
                    "Check nvidia-smi and CUDA_VISIBLE_DEVICES; a container must be started with the device (docker run --gpus all)",
                    e);
        }
        return new CudaUnavailableException(
                "the NVIDIA driver does not start (cuInit: " + Status.describe(name) + ")",
                "Check nvidia-smi; after an update of the driver, the machine must be started again",
                e);
    }

    /**
     * Loads the libraries, once.
     *
     * @param given the folder given by the user, or null
     */
    static synchronized LibrarySearch load(@Nullable Path given) {
        int version = driver();
        LibrarySearch already = loaded;
        if (already != null) {
            if (given != null
                    && !LibraryPlaces.of(given, System.getenv(), Path.of("/")).contains(already.place())) {
                throw new CudaUnavailableException(
                        "CUDA's libraries were already loaded from "
                                + already.place().name() + ", not from " + given,
                        "Start the program again");
            }
            return already;
        }
        LibrarySearch found = LibrarySearch.in(LibraryPlaces.of(given, System.getenv(), Path.of("/")), version);
        try {
            preload(found.files());
            initialise(found.generation(), List.of("JNvrtc", "JCublas2", "JCusolver"), () -> {
                JNvrtc.setExceptionsEnabled(true);
                JCublas2.setExceptionsEnabled(true);
                JCusolver.setExceptionsEnabled(true);
            });
        } catch (CudaUnavailableException e) {
            broken = new Broken(e);
            throw e;
        }
        LOG.debug("{} from {}", found.generation(), found.place().name());
        loaded = found;
        return found;
    }

    /** Loads only the compiler, which needs neither driver nor device. */
    static synchronized void loadCompiler(LibraryPlace place, Generation generation) {
        preload(generation.libraries().stream()
                .filter(library -> library.startsWith("libnvrtc"))
                .map(library -> {
                    Path file = place.find(library);
                    if (file == null) {
                        throw new CudaUnavailableException(
                                "NVRTC's " + library + " is not in " + place.name(), "Install it there");
                    }
                    return file;
                })
                .toList());
        initialise(generation, List.of("JNvrtc"), () -> JNvrtc.setExceptionsEnabled(true));
    }

    /** The size of the loaded NVRTC in bytes; 0 if it is not known. */
    static synchronized long compilerBytes() {
        return compilerBytes;
    }

    private static void preload(List<Path> files) {
        for (Path file : files) {
            if (String.valueOf(file.getFileName()).startsWith("libnvrtc.so")) {
                compilerBytes = size(file);
            }
            try {
                System.load(file.toString());
            } catch (UnsatisfiedLinkError e) {
                if (isLoadedElsewhere(e)) {
                    continue;
                }
                throw new CudaUnavailableException(
                        "the library " + file + " does not load: " + reason(e),
                        Cure.text(
                                "All of CUDA's libraries must be of one release; name another folder with ",
                                Setting.argument("cuda-libraries")),
                        e);
            }
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            LOG.debug("size of {}: {}", file, e.toString());
            return 0;
        }
    }

    /**
     * Whether another class loader has loaded the library. It is in the process then, where JCuda's libraries find it
     * by its name.
     */
    static boolean isLoadedElsewhere(UnsatisfiedLinkError e) {
        return String.valueOf(e.getMessage()).contains("already loaded in another classloader");
    }

    /** Runs the action that makes the classes of JCuda load their libraries. */
    private static void initialise(Generation generation, List<String> libraries, Runnable first) {
        try (PrivateFolder folder = new PrivateFolder()) {
            for (String library : libraries) {
                unpack(library, generation, folder.path());
            }
            first.run();
        } catch (IOException e) {
            throw new CudaUnavailableException(
                    "JCuda's libraries cannot be unpacked into the folder of temporary files: " + e.getMessage(),
                    "Name another one in LATHER_JAVA_OPTIONS=-Djava.io.tmpdir=DIR",
                    e);
        } catch (LinkageError e) {
            throw notLoaded(e);
        }
    }

    /**
     * Puts a library where JCuda expects it. JCuda itself would not find it on a module path, where it is in another
     * module.
     */
    private static void unpack(String library, Generation generation, Path folder) throws IOException {
        String file = fileName(library);
        try (InputStream in = CudaLoader.class.getClassLoader().getResourceAsStream("lib/" + file)) {
            if (in == null) {
                throw new IOException("there is no " + file + " on the class path or module path");
            }
            byte[] bytes = in.readAllBytes();
            int changed = ElfRetarget.rename(bytes, generation.renamed());
            LOG.debug("{}: {} names changed for {}", file, changed, generation);
            Files.write(folder.resolve(file), bytes);
        }
    }

    /** The file name of one of JCuda's libraries. */
    static String fileName(String library) {
        return "lib" + library + "-" + JCudaVersion.get() + "-linux-x86_64.so";
    }

    private static CudaUnavailableException notLoaded(LinkageError e) {
        String reason = reason(e);
        if (reason.contains("libcuda.so.1")) {
            return new CudaUnavailableException(
                    "there is no NVIDIA driver (libcuda.so.1 was not found)",
                    "Install the driver of the graphics card; a container must be started with the device (docker run --gpus all)",
                    e);
        }
        if (reason.contains("failed to map segment")) {
            return new CudaUnavailableException(
                    "the folder of temporary files " + System.getProperty("java.io.tmpdir")
                            + " does not allow programs",
                    "Name another one in LATHER_JAVA_OPTIONS=-Djava.io.tmpdir=DIR",
                    e);
        }
        return new CudaUnavailableException(
                "JCuda's libraries do not load: " + reason,
                "The installation is damaged or mixed, install it again",
                e);
    }

    /** The last reason of JCuda's long message, without the path of a temporary file. */
    private static String reason(LinkageError e) {
        String message = String.valueOf(e.getMessage());
        String mark = "UnsatisfiedLinkError: ";
        int at = message.lastIndexOf(mark);
        String line = (at < 0 ? message : message.substring(at + mark.length()))
                .lines()
                .findFirst()
                .orElse(message);
        return line.replaceFirst("^\\S*/(lib\\S+: )", "").strip();
    }

    /** Formats a version of CUDA: 12.6 for 12060. */
    static String version(int number) {
        return String.format(Locale.ROOT, "%d.%d", number / 1000, number % 1000 / 10);
    }
}
