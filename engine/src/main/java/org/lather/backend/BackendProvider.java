package org.lather.backend;

import java.util.List;
import org.lather.error.Curable;
import org.lather.error.Cure;
import org.lather.error.Spelling;

/** Offers a backend; found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** The name that users type. */
    String name();

    /** Checks whether the backend works here. Never throws for a missing driver or library. */
    Probe probe(BackendRequest request);

    /**
     * Opens the backend.
     *
     * @throws DeviceException where it does not work
     */
    Backend open(BackendRequest request);

    /**
     * The result of a check whether a backend works here.
     *
     * @param device human-readable description of the hardware; empty where unavailable
     * @param automatic whether {@code auto} may choose it
     * @param reason why it is unavailable, or not chosen automatically; else empty
     * @param cures what the user can do about it; else empty
     */
    record Probe(boolean available, boolean automatic, String device, String reason, List<Cure> cures) {
        public Probe {
            cures = List.copyOf(cures);
        }

        public static Probe available(String device) {
            return new Probe(true, true, device, "", List.of());
        }

        public static Probe unavailable(String reason, String cure) {
            return unavailable(reason, Cure.text(cure));
        }

        public static Probe unavailable(String reason, Cure cure) {
            return new Probe(false, false, "", reason, List.of(cure));
        }

        /** Returns what helps as messages of exceptions spell it; empty where nothing is known. */
        public String cure() {
            return Curable.describe(cures, Spelling.PLAIN);
        }
    }
}
