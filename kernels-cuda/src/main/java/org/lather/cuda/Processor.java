package org.lather.cuda;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK;
import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDeviceGetAttribute;
import static jcuda.driver.JCudaDriver.cuDeviceGetCount;
import static jcuda.driver.JCudaDriver.cuDeviceGetName;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRelease;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRetain;
import static jcuda.driver.JCudaDriver.cuMemGetInfo;

import java.nio.charset.StandardCharsets;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import org.lather.backend.DeviceException;
import org.lather.backend.device.DeviceInfo;

/**
 * A device as the driver describes it.
 *
 * @param capability 10 major + minor
 * @param info whose memory is what was free when this was asked
 */
record Processor(CUdevice handle, int capability, DeviceInfo info) {
    /**
     * Asks the driver, and whether the device takes work: its context is made and given back.
     *
     * @param index from 0
     * @param driver the version of CUDA that the driver serves
     */
    static Processor of(int index, int driver) {
        try {
            int[] count = new int[1];
            Status.call("cuDeviceGetCount", () -> cuDeviceGetCount(count));
            if (index >= count[0]) {
                throw new CudaUnavailableException(
                        "the driver has " + count[0] + (count[0] == 1 ? " device" : " devices") + ", there is no device "
                                + index,
                        count[0] == 0 ? "Check nvidia-smi and CUDA_VISIBLE_DEVICES" : "Use --device with a number from 0 to " + (count[0] - 1));
            }
            CUdevice handle = new CUdevice();
            Status.call("cuDeviceGet", () -> cuDeviceGet(handle, index));
            int capability = 10 * attribute(handle, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                    + attribute(handle, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
            byte[] name = new byte[256];
            Status.call("cuDeviceGetName", () -> cuDeviceGetName(name, name.length, handle));
            long free = freeMemory(handle);
            DeviceInfo info = new DeviceInfo(
                    "cuda",
                    text(name) + ", compute capability " + Architecture.text(capability) + ", driver for CUDA "
                            + CudaLoader.version(driver),
                    free,
                    free,
                    attribute(handle, CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK),
                    attribute(handle, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK));
            return new Processor(handle, capability, info);
        } catch (DeviceException e) {
            throw new CudaUnavailableException(
                    "the device does not take work (" + e.getMessage() + ")",
                    "Check nvidia-smi: another program may hold the device or its memory",
                    e);
        }
    }

    private static String text(byte[] name) {
        String all = new String(name, StandardCharsets.UTF_8);
        int end = all.indexOf('\0');
        return (end < 0 ? all : all.substring(0, end)).strip();
    }

    private static int attribute(CUdevice handle, int attribute) {
        int[] out = new int[1];
        Status.call("cuDeviceGetAttribute", () -> cuDeviceGetAttribute(out, attribute, handle));
        return out[0];
    }

    private static long freeMemory(CUdevice handle) {
        CUcontext context = new CUcontext();
        Status.call("cuDevicePrimaryCtxRetain", () -> cuDevicePrimaryCtxRetain(context, handle));
        try {
            long[] free = new long[1];
            long[] total = new long[1];
            Status.call("cuCtxSetCurrent", () -> cuCtxSetCurrent(context));
            Status.call("cuMemGetInfo", () -> cuMemGetInfo(free, total));
            return free[0];
        } finally {
            Status.quietly("cuDevicePrimaryCtxRelease", () -> cuDevicePrimaryCtxRelease(handle));
        }
    }
}
