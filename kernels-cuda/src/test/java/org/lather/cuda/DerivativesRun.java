package org.lather.cuda;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.lather.backend.DeviceException;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.Precision;
import org.lather.backend.device.offload.DeviceBackend;

/**
 * Derivatives on the driver of the tests, of which one call after the other runs out of memory: sums that were added
 * are not added again.
 */
final class DerivativesRun {
    private static final PrintStream OUT = System.out;

    private final Path failures;

    /** @param folder with the file that tells the driver which call fails */
    DerivativesRun(Path folder) {
        failures = folder.resolve("failures");
    }

    void run() {
        failing("");
        double[] expected = derivatives("");
        for (String function : new String[] {"cuModuleGetFunction", "cuLaunchKernel", "cuMemAlloc_v2"}) {
            int wrong = 0;
            int failed = 0;
            int memory = 0;
            boolean reached = true;
            for (int call = 0; reached; call++) {
                try {
                    boolean equal = Arrays.equals(derivatives(function + ":2:" + call), expected);
                    wrong += equal ? 0 : 1;
                    // an allocation that fails once is repeated
                    reached = function.equals("cuMemAlloc_v2") && call < 12;
                } catch (DeviceMemoryException e) {
                    memory++;
                } catch (DeviceException e) {
                    failed++;
                }
            }
            OUT.println(function + ": " + failed + " failed, " + memory + " for memory, " + wrong + " wrong");
        }
    }

    private void failing(String what) {
        try {
            Files.writeString(failures, what);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double[] derivatives(String failure) {
        failing("");
        CudaDevice device = new CudaDevice(Processor.of(0, CudaLoader.driver()), new HostCompiler(), false);
        try (DeviceBackend backend = new DeviceBackend(device, Precision.DOUBLE, 1)) {
            return EveryOperation.derivatives(backend, () -> failing(failure));
        }
    }
}
