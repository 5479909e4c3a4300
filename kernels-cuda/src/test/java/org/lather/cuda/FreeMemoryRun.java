package org.lather.cuda;

import java.io.PrintStream;
import java.util.List;
import java.util.Random;
import org.lather.backend.Backend;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.Precision;
import org.lather.backend.RandomStructures;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.offload.DeviceBackend;
import org.lather.execution.MemoryBudgetException;
import org.lather.options.Options;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;

/** What a device on the driver of the tests says of its memory, in its own process. */
final class FreeMemoryRun {
    private static final PrintStream OUT = System.out;

    private FreeMemoryRun() {}

    /** @param arguments a folder */
    public static void main(String[] arguments) {
        CudaDevice device = new CudaDevice(Processor.of(0, CudaLoader.driver()), new HostCompiler(), false);
        try (Backend backend = new DeviceBackend(device, Precision.DOUBLE, 1)) {
            OUT.println("free: " + device.freeBytes());
            try (Buffer buffer = device.allocate(16 << 10)) {
                OUT.println("beside a buffer: " + device.freeBytes() + " of " + buffer.bytes());
            }
            OUT.println("with an idle one: " + device.freeBytes());
            Options options = SmallTraining.options(
                    "type: sparse_gpr, representatives: {count: 3}, noise: 0.01",
                    "energy: {key: energy, unit: eV, quantity: total}");
            List<Structure> structures =
                    List.of(SmallTraining.labelled(RandomStructures.cluster(new Random(4), 30, 1, 6, 8)));
            SmallTraining.fit(options, backend, structures).close();
        } catch (MemoryBudgetException | DeviceMemoryException e) {
            OUT.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }
}
