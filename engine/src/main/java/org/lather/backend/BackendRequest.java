package org.lather.backend;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a backend is to be opened.
 *
 * @param threads of the host, 1 or more
 * @param devices the indices of the devices, from 0; at least one
 * @param cudaLibraries a folder with CUDA's libraries; null to search for them
 * @param memoryBytes what the work may hold, by which a device sizes its scratch memory; 1 or more
 */
public record BackendRequest(
        Precision precision,
        int threads,
        List<Integer> devices,
        @Nullable Path cudaLibraries,
        long memoryBytes) {
    public BackendRequest {
        if (threads < 1) {
            throw new IllegalArgumentException("expected at least 1 thread, got " + threads);
        }
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("expected at least 1 device, got none");
        }
        if (memoryBytes < 1) {
            throw new IllegalArgumentException("expected at least 1 byte of memory, got " + memoryBytes);
        }
        devices = List.copyOf(devices);
    }

    /** One device, and as much of its memory as is free. */
    public BackendRequest(Precision precision, int threads, int device, @Nullable Path cudaLibraries) {
        this(precision, threads, List.of(device), cudaLibraries, Long.MAX_VALUE);
    }

    /** Double precision, all cores, the first device. */
    public static BackendRequest defaults() {
        return new BackendRequest(Precision.DOUBLE, Runtime.getRuntime().availableProcessors(), 0, null);
    }

    /** The first device. */
    public int device() {
        return devices.get(0);
    }
}
