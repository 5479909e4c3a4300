package org.lather.backend.device;

/**
 * @param backend opencl or cuda
 * @param name human-readable name of the device and its driver
 * @param memoryBytes size of the device's memory
 * @param allocationBytes size of the largest buffer
 * @param groupSize largest number of work-items in a group
 * @param localBytes local memory of a group
 * @param sharedBytes local memory of all groups that a multiprocessor executes at a time; 0 if it is not known
 */
public record DeviceInfo(
        String backend,
        String name,
        long memoryBytes,
        long allocationBytes,
        int groupSize,
        int localBytes,
        int sharedBytes) {
    /** A device whose multiprocessors are not known. */
    public DeviceInfo(
            String backend, String name, long memoryBytes, long allocationBytes, int groupSize, int localBytes) {
        this(backend, name, memoryBytes, allocationBytes, groupSize, localBytes, 0);
    }
}
