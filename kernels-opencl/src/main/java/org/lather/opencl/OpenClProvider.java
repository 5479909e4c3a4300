package org.lather.opencl;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jocl.CLException;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.BackendProvider;
import org.lather.backend.BackendRequest;
import org.lather.backend.DeviceException;
import org.lather.backend.device.offload.DeviceBackend;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;

/**
 * Provides the backend {@code opencl} if OpenCL has a device. Drivers are loaded into this process only to be used, and
 * only if they cannot harm the virtual machine's signal handlers. JOCL's classes are not accessed before its library is
 * loaded.
 */
public final class OpenClProvider implements BackendProvider {
    static final String NAME = "opencl";

    @Override
    public String name() {
        return NAME;
    }

    /** Queries the drivers in a separate process; none is loaded into this one. */
    @Override
    public Probe probe(BackendRequest request) {
        Answer answer = Drivers.here().ask();
        if (answer.failed()) {
            return Probe.unavailable(answer.reason(), answer.cure());
        }
        return together(
                request.devices().stream().map(index -> choose(answer, index)).toList());
    }

    /**
     * Combines the probes of several devices: the first that is not available, or not automatic, otherwise all of them.
     */
    private static Probe together(List<Probe> probes) {
        String names = probes.stream().map(Probe::device).distinct().collect(Collectors.joining(" + "));
        for (Probe p : probes) {
            if (!p.available()) {
                return p;
            }
        }
        for (Probe p : probes) {
            if (!p.automatic()) {
                return new Probe(true, false, names, p.reason(), p.cures());
            }
        }
        return Probe.available(names);
    }

    private static Probe choose(Answer answer, int index) {
        List<Answer.Found> candidates = answer.devices();
        if (candidates.isEmpty()) {
            return Probe.unavailable(
                    "OpenCL has no device",
                    "Install the OpenCL driver of the device's vendor, or name its library in OCL_ICD_VENDORS");
        }
        if (index < 0 || index >= candidates.size()) {
            return Probe.unavailable(
                    "expected a device from 0 to " + (candidates.size() - 1) + ", got " + index,
                    Cure.text("Choose one of them with ", Setting.argument("device")));
        }
        Answer.Found c = candidates.get(index);
        if (!c.doubles()) {
            return Probe.unavailable(
                    c.name() + " has no double precision (cl_khr_fp64)",
                    Cure.text("Choose another device with ", Setting.argument("device")));
        }
        Probe danger = danger(answer);
        if (danger != null) {
            return danger;
        }
        if (c.cpu()) {
            return new Probe(
                    true,
                    false,
                    c.name(),
                    "it computes on the CPU, where the backend cpu is faster",
                    List.of(Cure.text(
                            "Name it with ", Setting.option("backend", "opencl"), " to use it all the same")));
        }
        return Probe.available(c.name());
    }

    /** The reason why a driver must not be loaded into this process; null if it may. */
    private static @Nullable Probe danger(Answer answer) {
        if (answer.taken().isEmpty() || !SignalChaining.isNeeded() || SignalChaining.isOn()) {
            return null;
        }
        return Probe.unavailable(
                answer.taken().equals(Answer.UNKNOWN)
                        ? "it could not be found out whether its driver replaces signal handlers of the Java virtual"
                                + " machine"
                        : "its driver replaces signal handlers of the Java virtual machine (" + answer.taken()
                                + "), which would crash at random",
                SignalChaining.cure());
    }

    @Override
    public Backend open(BackendRequest request) {
        Probe probe = probe(request);
        if (!probe.available()) {
            throw new DeviceException(
                    Phrase.of(
                            "backend " + NAME + ": " + probe.reason() + ". ",
                            probe.cures().get(0).sentence()),
                    null);
        }
        List<Candidate> all = candidates();
        return DeviceBackend.open(request, index -> {
            if (index >= all.size()) {
                Drivers.here().forget();
                throw new DeviceException("expected device " + index + " as the driver said before, it now has "
                        + all.size() + ". Run it again");
            }
            return new OpenClDevice(all.get(index));
        });
    }

    /** Loads the drivers into this process. */
    private static List<Candidate> candidates() {
        try {
            NativeLibrary.load();
            return Candidate.all();
        } catch (LinkageError | UncheckedIOException | CLException e) {
            Drivers.here().forget();
            Answer failure = DeviceProbe.failure(e);
            throw new DeviceException(failure.reason() + ". " + failure.cure(), e);
        }
    }
}
