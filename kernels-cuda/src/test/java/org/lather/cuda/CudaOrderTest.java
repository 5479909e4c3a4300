package org.lather.cuda;

import org.junit.jupiter.api.extension.ExtendWith;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceContract;

@ExtendWith(Here.class)
class CudaOrderTest extends DeviceContract {
    @Override
    protected Device open() {
        return Here.device();
    }
}
