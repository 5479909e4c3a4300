package org.lather.backend;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds and opens backends. */
public final class Backends {
    /** The order in which {@code auto} looks. */
    public static final List<String> ORDER = List.of("cuda", "opencl", "cpu", "reference");

    /** The backend without which a processor computes on the scalar reference. */
    private static final String FAST = "cpu";

    /** The providers of this library by the names of their backends. */
    private static final Map<String, String> PROVIDERS = Map.of(
            "cuda", "org.lather.cuda.CudaProvider",
            "opencl", "org.lather.opencl.OpenClProvider",
            "cpu", "org.lather.cpu.CpuProvider",
            "reference", "org.lather.backend.reference.ReferenceProvider");

    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

    private Backends() {}

    /** Opens the best backend that works here, in double precision on all cores; see {@link #first}. */
    public static Backend automatic() {
        return open("auto", BackendRequest.defaults());
    }

    /**
     * Opens the first of some backends that works here, and none that is not among them: {@code require(request,
     * "cuda", "cpu")} does not fall back to the scalar reference.
     *
     * @param names names among {@link #ORDER}, in order of preference
     * @throws IllegalArgumentException if there is no name, or one is unknown
     * @throws UnavailableBackendException if none works here; says why of each
     */
    public static Backend require(BackendRequest request, String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("expected a backend among " + String.join(", ", ORDER) + ", got none");
        }
        List<String> reasons = new ArrayList<>();
        for (String name : names) {
            try {
                return open(name, request);
            } catch (UnavailableBackendException e) {
                reasons.add(e.getMessage());
            }
        }
        throw new UnavailableBackendException(String.join("; ", reasons));
    }

    /**
     * Opens the first of some backends that works here and that {@code auto} may choose. That the fast backend of the
     * processor is passed over is among the {@link BackendInfo#warnings} of the one that is opened, and logged.
     *
     * @throws UnavailableBackendException if none works here
     */
    public static Backend first(List<String> names, BackendRequest request) {
        Map<String, BackendProvider> providers = providers();
        List<String> warnings = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (String candidate : names) {
            BackendProvider p = providers.get(candidate);
            if (p == null) {
                reasons.add(candidate + ": it is not part of this installation");
                if (candidate.equals(FAST)) {
                    warnings.add(slower("it is not on the class path", "Add lather-kernels-cpu"));
                }
                continue;
            }
            BackendProvider.Probe probe = p.probe(request);
            if (probe.available() && probe.automatic()) {
                try {
                    Backend out = p.open(request.with(warnings));
                    out.info().warnings().forEach(Notices::warn);
                    return out;
                } catch (DeviceException e) {
                    LOG.warn("backend {} is passed over, it does not open: {}", candidate, e.getMessage());
                    reasons.add(candidate + ": " + e.getMessage());
                    continue;
                }
            }
            reasons.add(candidate + ": " + probe.reason());
            // a missing accelerator is normal; a missing fast CPU path is worth a warning
            if (candidate.equals(FAST)) {
                warnings.add(slower(probe.reason(), probe.cure()));
            } else {
                LOG.info("backend {}: {}. {}", candidate, probe.reason(), probe.cure());
            }
        }
        throw new UnavailableBackendException("backend auto: none works here (" + String.join("; ", reasons) + ")");
    }

    private static String slower(String reason, String cure) {
        return "backend " + FAST + ": " + reason + ", so that the scalar reference computes, ten times slower or more. "
                + cure;
    }

    /**
     * Opens a backend.
     *
     * @param name {@code auto} or one of {@link #ORDER}
     * @throws IllegalArgumentException for a name that is none of these
     * @throws UnavailableBackendException if the named backend does not work here
     */
    public static Backend open(String name, BackendRequest request) {
        if (name.equals("auto")) {
            return first(ORDER, request);
        }
        Map<String, BackendProvider> providers = providers();
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

    /**
     * The providers that are registered with the class loader of this class or that of the thread, and those of this
     * library that are there without being registered: archives that were merged may lose registrations.
     */
    private static Map<String, BackendProvider> providers() {
        Map<String, BackendProvider> out = new LinkedHashMap<>();
        ClassLoader own = Backends.class.getClassLoader();
        ServiceLoader.load(BackendProvider.class, own).forEach(p -> out.put(p.name(), p));
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        if (ofThread != null && ofThread != own) {
            addForeign(ServiceLoader.load(BackendProvider.class, ofThread).iterator(), out);
        }
        PROVIDERS.forEach((name, type) -> {
            if (!out.containsKey(name)) {
                unregistered(type, own).ifPresent(p -> out.put(name, p));
            }
        });
        return out;
    }

    /** Adds providers of another class loader, without those that implement another copy of the interface. */
    private static void addForeign(Iterator<BackendProvider> providers, Map<String, BackendProvider> to) {
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                BackendProvider p = providers.next();
                to.putIfAbsent(p.name(), p);
            } catch (ServiceConfigurationError e) {
                LOG.debug("a backend of the class loader of the thread is passed over: {}", e.getMessage());
            }
        }
    }

    private static Optional<BackendProvider> unregistered(String type, ClassLoader loader) {
        try {
            return Optional.of(Class.forName(type, true, loader)
                    .asSubclass(BackendProvider.class)
                    .getDeclaredConstructor()
                    .newInstance());
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            LOG.warn("the backend of {} cannot be used: {}", type, e.toString());
            return Optional.empty();
        }
    }
}
