package org.lather.opencl;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jocl.CLException;
import org.lather.backend.Backend;
import org.lather.backend.BackendProvider;
import org.lather.backend.BackendRequest;
import org.lather.backend.DeviceException;
import org.lather.backend.device.offload.DeviceGroup;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;

/** Offers the backend where OpenCL has a device. Nothing here touches JOCL's classes before its library is loaded. */
public final class OpenClProvider implements BackendProvider {
    static final String NAME = "opencl";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Probe probe(BackendRequest request) {
        try {
            NativeLibrary.load();
            List<Candidate> all = Candidate.all();
            List<Probe> probes =
                    request.devices().stream().map(index -> choose(all, index)).toList();
            return together(probes);
        } catch (LinkageError e) {
            return Probe.unavailable(
                    firstLine(e),
                    "Install the driver of the device and a loader (libOpenCL.so.1; Debian: ocl-icd-libopencl1)");
        } catch (UncheckedIOException e) {
            return Probe.unavailable(firstLine(e), "Name a folder that can be written to with -Djava.io.tmpdir");
        } catch (CLException e) {
            return Probe.unavailable(
                    "the OpenCL driver fails with error " + e.getStatus() + ", " + firstLine(e),
                    "Reinstall the driver of the device");
        }
    }

    /** The first that is not available, or not automatic; else what they are, side by side. */
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

    private static Probe choose(List<Candidate> candidates, int index) {
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
        Candidate c = candidates.get(index);
        if (!c.hasDoubles()) {
            return Probe.unavailable(
                    c.name() + " has no double precision (cl_khr_fp64)",
                    Cure.text("Choose another device with ", Setting.argument("device")));
        }
        if (c.isCpu()) {
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

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage())
                .lines()
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .findFirst()
                .orElse(e.getClass().getSimpleName());
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
        List<Candidate> all = Candidate.all();
        return DeviceGroup.open(request, index -> new OpenClDevice(all.get(index)));
    }
}
