package org.lather.cuda;

import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuCtxSynchronize;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRetain;

import java.util.HashMap;
import java.util.Map;
import jcuda.CudaException;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;

/**
 * The primary contexts of devices, which the vendor's libraries share. Each is created once and until the process ends:
 * creating one takes tenths of a second, and a device in exclusive mode may be taken by another process in between.
 */
final class PrimaryContext {
    private static final Map<CUdevice, CUcontext> RETAINED = new HashMap<>();

    private PrimaryContext() {}

    /**
     * The context of a device, which is current in this thread afterwards.
     *
     * @throws CudaUnavailableException if the device failed earlier in this process, after which the driver refuses all
     *     work
     * @throws org.lather.backend.DeviceException if the device does not accept work
     */
    static synchronized CUcontext of(Processor processor) {
        CUcontext known = RETAINED.get(processor.handle());
        if (known == null) {
            CUcontext created = new CUcontext();
            Status.create("cuDevicePrimaryCtxRetain", () -> cuDevicePrimaryCtxRetain(created, processor.handle()));
            RETAINED.put(processor.handle(), created);
            known = created;
        }
        try {
            cuCtxSetCurrent(known);
            cuCtxSynchronize();
        } catch (CudaException e) {
            throw Status.isLasting(e)
                    ? new CudaUnavailableException(
                            "the device accepts no work after an earlier failure ("
                                    + Status.describe(String.valueOf(e.getMessage())) + ")",
                            Status.START_AGAIN,
                            e)
                    : Status.failure("cuCtxSynchronize", e);
        }
        return known;
    }
}
