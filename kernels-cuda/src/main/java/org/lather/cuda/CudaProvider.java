package org.lather.cuda;

import java.nio.file.Path;
import java.util.Objects;
import org.lather.backend.Backend;
import org.lather.backend.BackendProvider;
import org.lather.backend.BackendRequest;
import org.lather.backend.DeviceException;
import org.lather.backend.device.DeviceBackend;

/** Offers the backend where driver, device and libraries are there. */
public final class CudaProvider implements BackendProvider {
    private static final String CHECK = "Check nvidia-smi: another program may hold the device or its memory";

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public Probe probe(BackendRequest request) {
        try {
            Processor processor = Processor.of(request.device(), CudaLoader.driver());
            LibrarySearch libraries = CudaLoader.load(request.cudaLibraries());
            Architecture.of(processor.capability(), Nvrtc.known());
            processor.tryOut();
            return Probe.available(processor.description() + ", " + libraries.generation() + " from "
                    + libraries.place().name());
        } catch (CudaUnavailableException e) {
            return Probe.unavailable(e.reason(), e.cure());
        } catch (DeviceException e) {
            return Probe.unavailable("the device does not take work (" + e.getMessage() + ")", CHECK);
        }
    }

    @Override
    public Backend open(BackendRequest request) {
        try {
            Processor processor = Processor.of(request.device(), CudaLoader.driver());
            CudaLoader.load(request.cudaLibraries());
            CudaDevice device = new CudaDevice(processor, compiler(processor), true);
            try {
                return new DeviceBackend(device, request.precision(), request.threads(), request.memoryBytes());
            } catch (DeviceException e) {
                device.close();
                throw e;
            }
        } catch (CudaUnavailableException e) {
            throw new DeviceException(e.reason() + ". " + e.cure(), e);
        }
    }

    static Compiler compiler(Processor processor) {
        String home = Objects.requireNonNullElse(System.getProperty("user.home"), "");
        CubinCache cache = home.isEmpty()
                ? new CubinCache(Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "lather-cuda-cache"))
                : CubinCache.of(System.getenv(), home);
        return new Nvrtc(Architecture.of(processor.capability(), Nvrtc.known()), cache);
    }
}
