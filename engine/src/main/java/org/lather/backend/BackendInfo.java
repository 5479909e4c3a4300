package org.lather.backend;

/**
 * @param name reference, cpu, opencl or cuda
 * @param device human-readable description of the hardware, e.g. "Vector API, 512 bit"
 */
public record BackendInfo(String name, String device, Precision precision, int threads) {}
