package org.lather.backend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds and opens backends. */
public final class Backends {
    /** The order in which {@code auto} looks. */
    public static final List<String> ORDER = List.of("cuda", "opencl", "cpu", "reference");

    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

    private Backends() {}

    /** Opens the best backend that works here, in double precision on all cores; logs why others were passed over. */
    public static Backend automatic() {
        return open("auto", BackendRequest.defaults());
    }

    /**
     * Opens a backend.
     *
     * @param name {@code auto} or one of {@link #ORDER}
     * @throws IllegalArgumentException for a name that is none of these
     * @throws UnavailableBackendException if the named backend does not work here
     */
    public static Backend open(String name, BackendRequest request) {
        Map<String, BackendProvider> providers = providers();
        if (name.equals("auto")) {
            for (String candidate : ORDER) {
                BackendProvider p = providers.get(candidate);
                if (p == null) {
                    continue;
                }
                BackendProvider.Probe probe = p.probe(request);
                if (probe.available() && probe.automatic()) {
                    try {
                        return p.open(request);
                    } catch (DeviceException e) {
                        LOG.warn("backend {} is passed over, it does not open: {}", candidate, e.getMessage());
                        continue;
                    }
                }
                // a missing accelerator is normal; a missing fast CPU path is worth a warning
                if (candidate.equals("cpu")) {
                    LOG.warn("backend cpu: {}. {}", probe.reason(), probe.cure());
                } else {
                    LOG.info("backend {}: {}. {}", candidate, probe.reason(), probe.cure());
                }
            }
            throw new UnavailableBackendException("backend auto: no backend works here. `lather backends` says why");
        }
        if (!ORDER.contains(name)) {
            throw new IllegalArgumentException(
                    "expected a backend among auto, " + String.join(", ", ORDER) + ", got " + name);
        }
        BackendProvider p = providers.get(name);
        if (p == null) {
            throw new UnavailableBackendException(
                    "backend " + name + ": it is not part of this installation", Cure.option("backend", "auto"));
        }
        BackendProvider.Probe probe = p.probe(request);
        if (!probe.available()) {
            throw new UnavailableBackendException(
                    "backend " + name + ": " + probe.reason(), probe.cures().toArray(Cure[]::new));
        }
        try {
            return p.open(request);
        } catch (DeviceException e) {
            UnavailableBackendException u = new UnavailableBackendException(
                    Phrase.of("backend " + name + ": it does not open (", e.factPhrase(), ")"),
                    Cure.text("Another program may hold the device or its memory"));
            u.initCause(e);
            throw u;
        }
    }

    /** Reports on every backend in the order of {@code auto}, and on which one it would choose. */
    public static List<BackendReport> report(BackendRequest request) {
        Map<String, BackendProvider> providers = providers();
        List<BackendReport> out = new ArrayList<>();
        boolean chosen = false;
        for (String name : ORDER) {
            BackendProvider p = providers.get(name);
            BackendProvider.Probe probe = p == null
                    ? BackendProvider.Probe.unavailable("it is not part of this installation", "Use another backend")
                    : p.probe(request);
            boolean select = !chosen && probe.available() && probe.automatic();
            chosen |= select;
            out.add(new BackendReport(name, probe.available(), select, probe.device(), probe.reason(), probe.cures()));
        }
        return out;
    }

    private static Map<String, BackendProvider> providers() {
        Map<String, BackendProvider> out = new LinkedHashMap<>();
        for (BackendProvider p : ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader())) {
            out.put(p.name(), p);
        }
        return out;
    }
}
