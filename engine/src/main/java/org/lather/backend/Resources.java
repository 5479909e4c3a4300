package org.lather.backend;

import java.util.Map;
import java.util.OptionalLong;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;

/** What a backend holds, has room for, and has spent: the facts that memory is planned with and reports are made of. */
public interface Resources {
    /** Counts the bytes that the handles and the scratch of the backend, and its callers, hold. */
    Ledger ledger();

    /**
     * The number of environments at a time that suits the backend best, a power of two. More are never asked for, fewer
     * where memory is short. A processor keeps a range in its caches; a device needs many rows to be busy.
     */
    default int largestRange() {
        return Range.OF_A_PROCESSOR;
    }

    /** The bytes that can still be allocated on the device; empty where the memory is the host's. */
    default OptionalLong freeBytes() {
        return OptionalLong.empty();
    }

    /**
     * An estimate of the bytes that operations hold on the device beside their handles.
     *
     * @param environments whose features are computed at a time
     * @param others environments with which these have covariances
     */
    default long scratchBytes(Descriptor descriptor, Channels channels, int environments, int others) {
        return 0;
    }

    /** The bytes copied to and from the memory of devices since the backend was opened. */
    default Transferred transferred() {
        return Transferred.NOTHING;
    }

    /**
     * Time of the backend's workers since it was opened, s, summed over them, of the stages {@code neighbours},
     * {@code expand} and {@code couple} of {@link Backend#features}; empty where the backend does not measure it.
     */
    default Map<String, Double> workerSeconds() {
        return Map.of();
    }
}
