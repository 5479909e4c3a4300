package org.lather.cuda;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.lather.backend.Backend;
import org.lather.backend.BackendProvider;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.DeviceException;
import org.lather.backend.Precision;
import org.lather.backend.UnavailableBackendException;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceContract;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.Dialect;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;
import org.lather.backend.device.offload.DeviceBackend;
import org.lather.backend.reference.ReferenceBackend;

/** What runs on the driver of the tests, in its own process. */
final class FakeDriverRun {
    private static final PrintStream OUT = System.out;

    private FakeDriverRun() {}

    /** @param arguments a scenario and a folder */
    public static void main(String[] arguments) {
        switch (arguments[0]) {
            case "probe" -> probe(null);
            case "probe-libraries" -> probe(Path.of(arguments[1]));
            case "device" -> device(200_000);
            case "device-large" -> device(15_000_000);
            case "backend" -> backend(Precision.values());
            case "backend-double" -> backend(Precision.DOUBLE);
            case "contract" -> contract();
            case "order" -> order();
            case "derivatives" -> new DerivativesRun(Path.of(arguments[1])).run();
            case "memory" -> memory();
            case "unclosed" -> unclosed();
            case "vendor" -> vendor(Path.of(arguments[2]));
            case "vendor-in-two-loaders" -> inTwoLoaders("vendor", arguments[1], arguments[2]);
            case "vendor-in-a-new-thread" -> vendorInANewThread(Path.of(arguments[2]));
            case "cache-key" -> cacheKey(Path.of(arguments[2]), arguments[1]);
            case "shipped" -> shipped(Path.of(arguments[2]), Path.of(arguments[1]));
            case "open" -> open(Path.of(arguments[2]), arguments[1]);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void probe(@org.jspecify.annotations.Nullable Path libraries) {
        BackendProvider.Probe probe = new CudaProvider().probe(new BackendRequest(Precision.DOUBLE, 1, 0, libraries));
        OUT.println(probe.available() + "|" + probe.reason() + "|" + probe.cure());
    }

    private static CudaDevice open() {
        return new CudaDevice(Processor.of(0, CudaLoader.driver()), new HostCompiler(), false);
    }

    private static ByteBuffer doubles(double[] values) {
        ByteBuffer out = ByteBuffer.allocateDirect(8 * values.length).order(ByteOrder.nativeOrder());
        out.asDoubleBuffer().put(values);
        return out;
    }

    /** Copies both ways, fill, every type of argument; leaves a buffer open. */
    private static void device(int count) {
        try (CudaDevice device = open()) {
            OUT.println(device.info());
            double[] numbers = new Random(1).doubles(count).toArray();
            ByteBuffer pinned = device.hostBuffer(8 * count);
            Buffer buffer = device.allocate(8L * count + 8);
            device.fill(buffer, 0, 8);
            device.upload(doubles(numbers), buffer, 8);
            device.download(buffer, 8, pinned);
            DoubleBuffer back = pinned.asDoubleBuffer();
            boolean same = true;
            for (int i = 0; i < count; i++) {
                same &= back.get(i) == numbers[i];
            }
            OUT.println("copies agree: " + same);
            ByteBuffer first = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
            device.download(buffer, 0, first);
            OUT.println("filled: " + first.getLong(0));
            Program program = device.compile(new ProgramSource("every-argument", Precision.DOUBLE, Map.of()));
            int n = 130;
            try (Buffer x = device.allocate(8L * n);
                    Buffer y = device.allocate(8L * n)) {
                double[] values = new Random(2).doubles(n).toArray();
                device.upload(doubles(values), x, 0);
                device.launch(
                        program,
                        "combine",
                        new Grid((n + 63) / 64, 64),
                        Argument.of(n),
                        Argument.of(7L << 32),
                        Argument.of(0.25),
                        x,
                        y);
                ByteBuffer out = ByteBuffer.allocateDirect(8 * n).order(ByteOrder.nativeOrder());
                device.download(y, 0, out);
                double worst = 0;
                for (int i = 0; i < n; i++) {
                    double expected = 0.25 * values[i] + 7 + values[i ^ 1];
                    worst = Math.max(worst, Math.abs(out.getDouble(8 * i) - expected));
                }
                OUT.println("program agrees: " + (worst < 1e-15));
            }
            OUT.println("timed: " + device.seconds().containsKey("every-argument.combine"));
            OUT.println("allocated: " + device.allocatedBytes());
        } catch (DeviceException e) {
            OUT.println("failed: " + e.getMessage());
        }
    }

    /** What every device promises of the order of what is enqueued. */
    private static void contract() {
        DeviceContract contract = new DeviceContract() {
            @Override
            protected Device open() {
                return FakeDriverRun.open();
            }
        };
        contract.uploadsWaitForProgramsBeforeAndProgramsForUploads();
        contract.stagesMoreAtOnceThanItHasMemoryFor();
        contract.comesOutAsIfDoneInOrder();
        contract.memoryOfClosedBuffersIsUsedAgainInOrder();
        contract.waitsForUploadsToo();
        contract.closesWhileSomethingRuns();
        OUT.println("as if in order");
    }

    /** Uploads and programs whose driver tells what each has to wait for. */
    private static void order() {
        try (CudaDevice device = open()) {
            Program program = device.compile(new ProgramSource("order", Precision.DOUBLE, Map.of()));
            Buffer[] b = new Buffer[5];
            for (int i = 0; i < b.length; i++) {
                b[i] = device.allocate(512);
            }
            ByteBuffer bytes = doubles(new double[64]);
            OUT.println("new buffer");
            device.upload(bytes, b[0], 0);
            add(device, program, b[0], b[1]);
            add(device, program, b[2], b[3]);
            add(device, program, b[2], b[3]);
            OUT.println("another new buffer");
            device.upload(bytes, b[4], 0);
            OUT.println("buffer of the first program");
            device.upload(bytes, b[0], 0);
            add(device, program, b[0], b[1]);
            OUT.println("once more");
            device.upload(bytes, b[4], 0);
            add(device, program, b[2], b[3]);
            b[0].close();
            b[0] = device.allocate(512);
            OUT.println("memory of a closed buffer");
            device.upload(bytes, b[0], 0);
            OUT.println("what is written to");
            device.upload(bytes, b[3], 0);
            OUT.println("end");
        }
    }

    private static void add(CudaDevice device, Program program, Buffer x, Buffer y) {
        device.launch(program, "add", new Grid(1, 64), Argument.of(64), Argument.of(1), x, y);
    }

    /** Every operation of the backend beside the reference, by device programs and with a vendor's algebra. */
    private static void backend(Precision... precisions) {
        for (Precision precision : precisions) {
            List<double[]> expected = EveryOperation.run(new ReferenceBackend(precision));
            for (boolean dense : new boolean[] {false, true}) {
                CudaDevice device;
                try {
                    device = open();
                } catch (CudaUnavailableException e) {
                    OUT.println("unavailable: " + e.getMessage());
                    continue;
                }
                Backend backend = new DeviceBackend(dense ? new HostAlgebra(device) : device, precision, 1);
                try {
                    double difference = EveryOperation.difference(EveryOperation.run(backend), expected);
                    OUT.println(precision + " " + dense + " agrees: "
                            + (difference < (precision == Precision.SINGLE ? 1e-6 : 1e-12)) + " " + difference);
                } catch (DeviceException e) {
                    OUT.println("failed: " + e.getMessage());
                } finally {
                    backend.close();
                }
                OUT.println("held: " + backend.resources().ledger().heldBytes());
            }
        }
    }

    /** More than there is; then what is idle must make room, whose programs may still wait. */
    private static void memory() {
        try (CudaDevice device = open()) {
            Program program = device.compile(new ProgramSource("order", Precision.DOUBLE, Map.of()));
            try (Buffer x = device.allocate(100 << 20);
                    Buffer y = device.allocate(512)) {
                device.fill(y, 0, 512);
                add(device, program, x, y);
            }
            device.allocate(90 << 20).close();
            device.allocate(150 << 20).close();
            OUT.println("after idle memory was freed: " + device.allocatedBytes());
            device.allocate(300 << 20);
        } catch (DeviceException e) {
            OUT.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    /** A backend with an open handle that nothing refers to any more. */
    private static void unclosed() {
        CudaDevice device = open();
        new DeviceBackend(device, Precision.DOUBLE, 2).tile(3, 5).upload(0, new double[15]);
        OUT.println("held: " + (device.allocatedBytes() > 0));
        for (int i = 0; i < 200 && device.allocatedBytes() > 0; i++) {
            System.gc();
            LockSupport.parkNanos(50_000_000);
        }
        OUT.println("allocated: " + device.allocatedBytes());
    }

    /** Every operation of the backend, and arrays of the host, by the vendor's libraries. */
    private static void vendor(Path libraries) {
        OUT.println("loaded: " + CudaLoader.load(libraries).generation());
        for (Precision precision : Precision.values()) {
            List<double[]> expected = EveryOperation.run(new ReferenceBackend(precision));
            try {
                CudaDevice device = new CudaDevice(Processor.of(0, CudaLoader.driver()), new HostCompiler(), true);
                try (Backend backend = new DeviceBackend(device, precision, 1)) {
                    double difference = EveryOperation.difference(EveryOperation.run(backend), expected);
                    OUT.println(precision + " agrees: " + (difference < (precision == Precision.SINGLE ? 1e-6 : 1e-12))
                            + " " + difference);
                    OUT.println("dense: " + (DenseOperations.difference(device) < 1e-12));
                } finally {
                    OUT.println("allocated: " + device.allocatedBytes());
                }
            } catch (DeviceException e) {
                OUT.println("failed: " + e.getMessage());
            }
        }
    }

    /** The key of a program in the cache of the compiler that is in a folder. */
    private static void cacheKey(Path libraries, String text) {
        CudaLoader.load(libraries);
        OUT.println(
                "key: " + new Nvrtc(new Architecture(90, true), new CubinCache(null), ShippedImages.here()).key(text));
    }

    /** A program that was compiled before the distribution was packed, and one in the cache of the user. */
    private static void shipped(Path libraries, Path folder) {
        CudaLoader.load(libraries);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            CubinCache cache = new CubinCache(folder.resolve("cache"));
            Nvrtc compiler = new Nvrtc(new Architecture(90, true), cache, new ShippedImages(loader));
            ProgramSource source = new ProgramSource("features", Precision.DOUBLE, Map.of("GROUP", 64));
            String text = source.text(Dialect.CUDA);
            Path image = folder.resolve(ShippedImages.FOLDER).resolve(compiler.shippedKey(text));
            Files.createDirectories(image.getParent());
            Files.write(image, new byte[] {1, 2, 3});
            OUT.println("image: " + Arrays.toString(compiler.image(source)));
            cache.write(compiler.key(text), new byte[] {4});
            OUT.println("image: " + Arrays.toString(compiler.image(source)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A factorisation as the first call of a thread, in which no context is current. */
    private static void vendorInANewThread(Path libraries) {
        CudaLoader.load(libraries);
        try (CudaDevice device = new CudaDevice(Processor.of(0, CudaLoader.driver()), new HostCompiler(), true)) {
            Buffer matrix = device.allocate(4 * 8);
            device.upload(doubles(new double[] {4, 0, 2, 10}), matrix, 0);
            Thread thread = new Thread(() -> {
                int status = device.algebra().orElseThrow().potrf(2, new DeviceMatrix(matrix, 0, 2));
                OUT.println("factorised: " + status);
            });
            thread.setUncaughtExceptionHandler((t, e) -> OUT.println("failed: " + e.getMessage()));
            thread.start();
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            ByteBuffer out = ByteBuffer.allocateDirect(4 * 8).order(ByteOrder.nativeOrder());
            device.download(matrix, 0, out);
            OUT.println("factor: " + out.getDouble(0) + " " + out.getDouble(16) + " " + out.getDouble(24));
        }
    }

    /** A scenario by two copies of the classes, one after the other, as if they belonged to two plug-ins. */
    private static void inTwoLoaders(String... arguments) {
        try {
            List<URL> files = new ArrayList<>();
            for (String file : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                files.add(Path.of(file).toUri().toURL());
            }
            for (int i = 0; i < 2; i++) {
                try (URLClassLoader loader =
                        new URLClassLoader(files.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
                    Method main =
                            loader.loadClass(FakeDriverRun.class.getName()).getMethod("main", String[].class);
                    main.setAccessible(true);
                    main.invoke(null, (Object) arguments);
                }
            }
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a user sees: the probe, then the backend by its name. */
    private static void open(Path libraries, String name) {
        probe(libraries);
        try (Backend backend = Backends.open(name, new BackendRequest(Precision.DOUBLE, 1, 0, libraries))) {
            OUT.println(
                    "opened: " + backend.info().name() + " " + backend.info().device());
        } catch (DeviceException | UnavailableBackendException e) {
            OUT.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }
}
