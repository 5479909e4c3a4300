package org.lather.backend;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parameters for opening a backend.
 *
 * @param threads number of host threads, at least 1
 * @param devices the indices of the devices, from 0; at least one
 * @param cudaLibraries folder with CUDA's libraries; null to search for them
 * @param memoryBytes memory limit of the computation, by which a device sizes its scratch memory; at least 1
 * @param warnings what the backend reports as {@link BackendInfo#warnings}: faster ones that were passed over
 */
public record BackendRequest(
        Precision precision,
        int threads,
        List<Integer> devices,
        @Nullable Path cudaLibraries,
        long memoryBytes,
        List<String> warnings) {
    /** @throws IllegalArgumentException if there is no thread, no device or no memory */
    public BackendRequest {
        Objects.requireNonNull(precision, "precision");
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
        warnings = List.copyOf(warnings);
    }

    /** Creates a request without warnings. */
    public BackendRequest(
            Precision precision, int threads, List<Integer> devices, @Nullable Path cudaLibraries, long memoryBytes) {
        this(precision, threads, devices, cudaLibraries, memoryBytes, List.of());
    }

    /** Returns this request with warnings. */
    BackendRequest with(List<String> some) {
        return new BackendRequest(precision, threads, devices, cudaLibraries, memoryBytes, some);
    }

    /** Creates a request for one device and all of its free memory. */
    public BackendRequest(Precision precision, int threads, int device, @Nullable Path cudaLibraries) {
        this(precision, threads, List.of(device), cudaLibraries, Long.MAX_VALUE);
    }

    /** Creates a request with double precision, all cores and the first device. */
    public static BackendRequest defaults() {
        return new BackendRequest(Precision.DOUBLE, Runtime.getRuntime().availableProcessors(), 0, null);
    }

    /** The index of the first device. */
    public int device() {
        return devices.get(0);
    }
}
