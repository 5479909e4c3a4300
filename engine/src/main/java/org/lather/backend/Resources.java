package org.lather.backend;

import java.util.Map;
import java.util.OptionalLong;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;

/** The memory in use, free memory, transfers and times of a backend, for planning memory and for reports. */
public interface Resources {
    /** The ledger, which counts the bytes in use by handles, by scratch of the backend, and by its callers. */
    Ledger ledger();

    /**
     * The largest number of environments in a range, a power of two. Fewer are used if memory is scarce. The data of a
     * range should stay in the caches of a CPU; a device needs many rows to be busy.
     */
    default int largestRange() {
        return Range.OF_A_PROCESSOR;
    }

    /** The number of bytes that can still be allocated on the device; empty if the backend uses host memory. */
    default OptionalLong freeBytes() {
        return OptionalLong.empty();
    }

    /**
     * An estimate of the bytes that operations need on the device in addition to their handles.
     *
     * @param environments number of environments whose features are computed at a time
     * @param others number of environments with which these have covariances
     */
    default long scratchBytes(Descriptor descriptor, Channels channels, int environments, int others) {
        return 0;
    }

    /** The transfers to and from devices since the backend was opened. */
    default Transferred transferred() {
        return Transferred.NOTHING;
    }

    /**
     * The time in s of the backend's worker threads since it was opened, summed over threads, for the stages
     * {@code neighbours}, {@code expand} and {@code couple} of {@link Backend#features}; empty if the backend does not
     * measure it.
     */
    default Map<String, Double> workerSeconds() {
        return Map.of();
    }
}
