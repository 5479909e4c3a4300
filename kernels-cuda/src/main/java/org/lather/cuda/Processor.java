package org.lather.cuda;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDeviceGetAttribute;
import static jcuda.driver.JCudaDriver.cuDeviceGetCount;
import static jcuda.driver.JCudaDriver.cuDeviceGetName;

import java.nio.charset.StandardCharsets;
import jcuda.driver.CUdevice;
import org.lather.backend.device.DeviceInfo;
import org.lather.error.Cure;
import org.lather.error.Setting;

/**
 * The properties of a device as reported by the driver.
 *
 * @param capability compute capability, 10 major + minor
 * @param driver version of CUDA that the driver supports, 1000 major + 10 minor
 */
record Processor(CUdevice handle, String name, int capability, int driver) {
    /**
     * Queries the driver for a device.
     *
     * @param index index of the device, from 0
     * @throws CudaUnavailableException if there is no such device
     */
    static Processor of(int index, int driver) {
        int[] count = new int[1];
        Status.call("cuDeviceGetCount", () -> cuDeviceGetCount(count));
        if (index >= count[0]) {
            throw new CudaUnavailableException(
                    "there is no device " + index + ", the driver has " + count[0]
                            + (count[0] == 1 ? " device" : " devices"),
                    count[0] == 0
                            ? Cure.text("Check nvidia-smi and CUDA_VISIBLE_DEVICES")
                            : Cure.use(Setting.argument("device"), " with a number from 0 to " + (count[0] - 1)));
        }
        CUdevice handle = new CUdevice();
        Status.call("cuDeviceGet", () -> cuDeviceGet(handle, index));
        int capability = 10 * attribute(handle, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(handle, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
        byte[] name = new byte[256];
        Status.call("cuDeviceGetName", () -> cuDeviceGetName(name, name.length, handle));
        return new Processor(handle, text(name), capability, driver);
    }

    /** A human-readable description with name, compute capability and driver. */
    String description() {
        return name + ", compute capability " + Architecture.text(capability) + ", driver for CUDA "
                + CudaLoader.version(driver);
    }

    /** @param memory memory to plan with, bytes */
    DeviceInfo info(long memory) {
        return new DeviceInfo(
                "cuda",
                description(),
                memory,
                memory,
                attribute(handle, CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK),
                attribute(handle, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK),
                Math.max(0, attribute(handle, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR)));
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
}
