package org.lather.opencl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;
import org.lather.backend.device.DeviceInfo;

/**
 * A device that OpenCL offers. Queried values are written to direct memory, because JOCL writes into arrays in a way
 * that loses the values if the virtual machine checks native code ({@code -Xcheck:jni}).
 */
record Candidate(cl_platform_id platform, cl_device_id device) {
    /** The error of loaders if no platform is installed. */
    private static final int NO_PLATFORM = -1001;

    /** All devices of all platforms: GPUs and accelerators first, then processors, otherwise in the order of OpenCL. */
    static List<Candidate> all() {
        List<Candidate> out = new ArrayList<>();
        for (cl_platform_id p : platforms()) {
            for (cl_device_id d : devices(p)) {
                out.add(new Candidate(p, d));
            }
        }
        out.sort(Comparator.comparing(Candidate::isCpu));
        return out;
    }

    private static cl_platform_id[] platforms() {
        int[] count = new int[1];
        try {
            CL.clGetPlatformIDs(0, null, count);
        } catch (CLException e) {
            if (e.getStatus() == NO_PLATFORM) {
                return new cl_platform_id[0];
            }
            throw e;
        }
        cl_platform_id[] out = new cl_platform_id[count[0]];
        if (count[0] > 0) {
            CL.clGetPlatformIDs(count[0], out, null);
        }
        return out;
    }

    private static cl_device_id[] devices(cl_platform_id platform) {
        int[] count = new int[1];
        try {
            CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
        } catch (CLException e) {
            if (e.getStatus() == CL.CL_DEVICE_NOT_FOUND) {
                return new cl_device_id[0];
            }
            throw e;
        }
        cl_device_id[] out = new cl_device_id[count[0]];
        CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, count[0], out, null);
        return out;
    }

    boolean isCpu() {
        return (number(CL.CL_DEVICE_TYPE) & CL.CL_DEVICE_TYPE_CPU) != 0;
    }

    boolean hasDoubles() {
        return List.of(text(CL.CL_DEVICE_EXTENSIONS).split(" ")).contains("cl_khr_fp64");
    }

    /** The human-readable name and platform. */
    String name() {
        return text(CL.CL_DEVICE_NAME) + ", " + platformName();
    }

    private String platformName() {
        long[] size = new long[1];
        CL.clGetPlatformInfo(platform, CL.CL_PLATFORM_NAME, 0, null, size);
        ByteBuffer out = ByteBuffer.allocateDirect((int) size[0]);
        CL.clGetPlatformInfo(platform, CL.CL_PLATFORM_NAME, out.capacity(), Pointer.to(out), null);
        return string(out);
    }

    DeviceInfo info() {
        return new DeviceInfo(
                OpenClProvider.NAME,
                name(),
                number(CL.CL_DEVICE_GLOBAL_MEM_SIZE),
                number(CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
                (int) Math.min(Integer.MAX_VALUE, number(CL.CL_DEVICE_MAX_WORK_GROUP_SIZE)),
                (int) Math.min(Integer.MAX_VALUE, number(CL.CL_DEVICE_LOCAL_MEM_SIZE)));
    }

    private long number(int parameter) {
        // some values have 4 bytes: the others stay 0 (little-endian, like all devices that have drivers today)
        ByteBuffer out = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
        CL.clGetDeviceInfo(device, parameter, Long.BYTES, Pointer.to(out), null);
        return out.getLong(0);
    }

    private String text(int parameter) {
        long[] size = new long[1];
        CL.clGetDeviceInfo(device, parameter, 0, null, size);
        ByteBuffer out = ByteBuffer.allocateDirect((int) size[0]);
        CL.clGetDeviceInfo(device, parameter, out.capacity(), Pointer.to(out), null);
        return string(out);
    }

    private static String string(ByteBuffer zeroTerminated) {
        return StandardCharsets.UTF_8
                .decode(zeroTerminated)
                .toString()
                .replace("\0", "")
                .strip();
    }
}
