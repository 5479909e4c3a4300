package org.lather.backend.device;

/**
 * @param backend opencl or cuda
 * @param name human-readable name of the device and its driver
 * @param memoryBytes size of the device's memory
 * @param allocationBytes size of the largest buffer
 * @param groupSize largest number of work-items in a group
 * @param localBytes local memory of a group
 */
public record DeviceInfo(
        String backend, String name, long memoryBytes, long allocationBytes, int groupSize, int localBytes) {}
