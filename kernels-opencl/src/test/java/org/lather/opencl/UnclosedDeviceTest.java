package org.lather.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.lather.backend.Precision;
import org.lather.backend.Tile;
import org.lather.backend.device.Device;
import org.lather.backend.device.offload.DeviceBackend;

/** The device of a backend that the program loses without closing it is closed, but not while a handle is in use. */
class UnclosedDeviceTest {
    private final OpenClDevice device = Here.device();
    private final AtomicInteger closed = new AtomicInteger();

    /** The device, whose closings are counted. */
    private Device counted() {
        return (Device) Proxy.newProxyInstance(
                Device.class.getClassLoader(), new Class<?>[] {Device.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(device, arguments);
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    } finally {
                        if (method.getName().equals("close")) {
                            closed.incrementAndGet();
                        }
                    }
                });
    }

    /** Opens a backend that nothing but the tile refers to afterwards. */
    private Tile lose() {
        return new DeviceBackend(counted(), Precision.DOUBLE, 2).tile(2, 3);
    }

    private void collect(int most) throws InterruptedException {
        for (int i = 0; i < most && closed.get() == 0; i++) {
            System.gc();
            Thread.sleep(50);
        }
    }

    @Test
    void isClosedWithTheLastHandle() throws InterruptedException {
        Tile tile = lose();
        collect(5);
        assertThat(closed).hasValue(0);
        tile.upload(0, new double[] {1, 2, 3});
        assertThat(tile.download()).startsWith(1, 2, 3);
        assertThat(device.liveBytes()).isPositive();
        tile = null;
        collect(200);
        assertThat(closed).hasValue(1);
        assertThat(device.liveBytes()).isZero();
    }

    @Test
    void isClosedOnceWhereTheProgramClosesIt() throws InterruptedException {
        DeviceBackend backend = new DeviceBackend(counted(), Precision.DOUBLE, 2);
        backend.close();
        backend.close();
        backend = null;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(closed).hasValue(1);
    }
}
