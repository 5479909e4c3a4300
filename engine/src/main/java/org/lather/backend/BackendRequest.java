package org.lather.backend;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a backend is to be opened.
 *
 * @param threads of the host, 1 or more
 * @param device the index of the device, from 0
 * @param cudaLibraries a folder with CUDA's libraries; null to search for them
 */
public record BackendRequest(
        Precision precision,
        int threads,
        int device,
        @Nullable Path cudaLibraries) {
    public BackendRequest {
        if (threads < 1) {
            throw new IllegalArgumentException("expected at least 1 thread, got " + threads);
        }
    }

    /** Double precision, all cores, the first device. */
    public static BackendRequest defaults() {
        return new BackendRequest(Precision.DOUBLE, Runtime.getRuntime().availableProcessors(), 0, null);
    }
}
