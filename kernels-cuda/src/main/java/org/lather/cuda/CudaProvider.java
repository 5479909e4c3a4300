package org.lather.cuda;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.lather.backend.Backend;
import org.lather.backend.BackendProvider;
import org.lather.backend.BackendRequest;
import org.lather.backend.DeviceException;
import org.lather.backend.device.offload.DeviceBackend;
import org.lather.error.Phrase;

/** Provides the backend {@code cuda} if driver, device and libraries are available. */
public final class CudaProvider implements BackendProvider {
    private static final String CHECK = "Check nvidia-smi: another program may hold the device or its memory";

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public Probe probe(BackendRequest request) {
        try {
            List<Processor> processors = processors(request);
            LibrarySearch libraries = CudaLoader.load(request.cudaLibraries());
            for (Processor p : processors) {
                Architecture.of(p.capability(), Nvrtc.known());
                PrimaryContext.of(p);
            }
            String names = processors.stream().map(Processor::description).collect(Collectors.joining(" + "));
            return Probe.available(names + ", " + libraries.generation() + " from "
                    + libraries.place().name());
        } catch (CudaUnavailableException e) {
            return Probe.unavailable(e.fact(), e.cure());
        } catch (DeviceException e) {
            return Probe.unavailable("the device does not take work (" + e.getMessage() + ")", CHECK);
        }
    }

    @Override
    public Backend open(BackendRequest request) {
        try {
            processors(request);
            CudaLoader.load(request.cudaLibraries());
            return DeviceBackend.open(request, index -> {
                Processor processor = Processor.of(index, CudaLoader.driver());
                return new CudaDevice(processor, compiler(processor), true);
            });
        } catch (CudaUnavailableException e) {
            throw new DeviceException(Phrase.of(e.fact() + ". ", e.cure().sentence()), e);
        }
    }

    private static List<Processor> processors(BackendRequest request) {
        int driver = CudaLoader.driver();
        return request.devices().stream().map(i -> Processor.of(i, driver)).toList();
    }

    static Compiler compiler(Processor processor) {
        String home = Objects.requireNonNullElse(System.getProperty("user.home"), "");
        return new Nvrtc(
                Architecture.of(processor.capability(), Nvrtc.known()),
                CubinCache.of(System.getenv(), home),
                ShippedImages.here());
    }
}
