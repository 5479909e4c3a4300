package org.lather.cuda;

import java.util.Map;

/**
 * How many work-items of a program a multiprocessor holds at a time, as a share of the most that it can hold: what
 * hides the latency of memory. NVIDIA, CUDA C++ Programming Guide, "Compute Capabilities", table of technical
 * specifications.
 *
 * @param registers of a work-item
 * @param localBytes of a group
 * @param groupSize work-items of a group
 */
record Occupancy(int registers, int localBytes, int groupSize) {
    private static final int WARP = 32;

    /**
     * A multiprocessor.
     *
     * @param localBytes of all groups; each takes {@link #RESERVED} more than it asks for
     */
    private record Multiprocessor(int warps, int groups, int registers, int localBytes) {}

    private static final int RESERVED = 1 << 10;

    private static final Map<Integer, Multiprocessor> MULTIPROCESSORS = Map.of(
            80, new Multiprocessor(64, 32, 1 << 16, 164 << 10), 90, new Multiprocessor(64, 32, 1 << 16, 228 << 10));

    /** Local memory of all groups of a multiprocessor, bytes; 0 for architectures other than 80 and 90. */
    static int localBytes(int architecture) {
        Multiprocessor m = MULTIPROCESSORS.get(architecture);
        return m == null ? 0 : m.localBytes;
    }

    /** Groups that a multiprocessor of compute capability 8.0 (80) or 9.0 (90) holds at a time. */
    int groups(int architecture) {
        Multiprocessor m = MULTIPROCESSORS.get(architecture);
        if (m == null) {
            throw new IllegalArgumentException("expected 80 or 90, got " + architecture);
        }
        int warps = (groupSize + WARP - 1) / WARP;
        // registers are given out to warps in units of 256, local memory in units of 128 bytes
        int ofWarp = (registers * WARP + 255) / 256 * 256;
        int byRegisters = m.registers / ofWarp / warps;
        int byMemory = m.localBytes / ((localBytes + 127) / 128 * 128 + RESERVED);
        return Math.min(Math.min(m.groups, m.warps / warps), Math.min(byRegisters, byMemory));
    }

    /** Of 1. */
    double share(int architecture) {
        int warps = (groupSize + WARP - 1) / WARP;
        return groups(architecture) * warps / 64.0;
    }
}
