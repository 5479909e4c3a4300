package org.lather.opencl;

import org.junit.jupiter.api.Nested;
import org.lather.backend.Backend;
import org.lather.backend.GramContract;
import org.lather.backend.Precision;
import org.lather.backend.TileContract;
import org.lather.backend.device.DeviceBackend;

/** The operations of a backend whose device has dense algebra of its own: gathered products, syrk and trsm. */
class VendorAlgebraTest {
    private static Backend backend(int threads) {
        OpenClDevice device = Here.device();
        return new DeviceBackend(
                new LimitedDevice(device, Long.MAX_VALUE, new HostAlgebra(device)), Precision.SINGLE, threads);
    }

    @Nested
    class Grams extends GramContract {
        @Override
        protected Backend open(int threads) {
            return backend(threads);
        }
    }

    @Nested
    class Tiles extends TileContract {
        @Override
        protected Backend open(int threads) {
            return backend(threads);
        }
    }
}
