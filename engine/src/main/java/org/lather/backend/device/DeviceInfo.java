package org.lather.backend.device;

/**
 * @param backend opencl or cuda
 * @param name of the device and its driver, for people
 * @param memoryBytes of the device's memory
 * @param allocationBytes the largest buffer
 * @param groupSize the largest number of work-items of a group
 * @param localBytes the local memory of a group
 */
public record DeviceInfo(
        String backend, String name, long memoryBytes, long allocationBytes, int groupSize, int localBytes) {}
