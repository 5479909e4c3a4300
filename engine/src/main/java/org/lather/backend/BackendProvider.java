package org.lather.backend;

/** Offers a backend; found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** The name that users type. */
    String name();

    /** Whether it works here, and if not, why and what helps. Never throws for a missing driver or library. */
    Probe probe(BackendRequest request);

    /** Opens it. @throws DeviceException where it does not work */
    Backend open(BackendRequest request);

    /**
     * @param device what computes, in words; empty where unavailable
     * @param automatic whether {@code auto} may choose it
     * @param reason why it is unavailable, or not chosen automatically; else empty
     * @param cure what the user can do about it; else empty
     */
    record Probe(boolean available, boolean automatic, String device, String reason, String cure) {
        public static Probe available(String device) {
            return new Probe(true, true, device, "", "");
        }

        public static Probe unavailable(String reason, String cure) {
            return new Probe(false, false, "", reason, cure);
        }
    }
}
