package org.lather.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.DenseAlgebraContract;
import org.lather.backend.GradientContract;
import org.lather.backend.GramContract;
import org.lather.backend.Precision;
import org.lather.backend.RidgeContract;
import org.lather.backend.TileContract;
import org.lather.backend.device.offload.DeviceBackend;
import org.lather.backend.device.offload.OffloadedAlgebra;
import org.lather.backend.reference.ReferenceBackend;

/** The operations of a backend whose device has dense algebra of its own: gathered products, syrk and trsm. */
@Tag("exhaustive")
class VendorAlgebraTest {
    private static Backend backend(int threads) {
        return backend(Precision.SINGLE, threads);
    }

    private static Backend backend(Precision precision, int threads) {
        OpenClDevice device = Here.device();
        return new DeviceBackend(
                new LimitedDevice(device, Long.MAX_VALUE, new HostAlgebra(device)), precision, threads);
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

    @Nested
    class Ridges extends RidgeContract {
        @Override
        protected Backend open(int threads) {
            return backend(threads);
        }
    }

    @Nested
    class Derivatives extends GradientContract {
        @Override
        protected Backend open(int threads) {
            return backend(Precision.DOUBLE, threads);
        }
    }

    /** Arrays of the host by the algebra of a device. */
    @Nested
    class Dense extends DenseAlgebraContract {
        private final OpenClDevice device = Here.device();

        @Override
        protected DenseAlgebra algebra() {
            return OffloadedAlgebra.everything(
                    new LimitedDevice(device, Long.MAX_VALUE, new HostAlgebra(device)),
                    new ReferenceBackend(Precision.DOUBLE).algebra().dense());
        }

        @AfterEach
        void close() {
            assertThat(device.liveBytes()).isZero();
            device.close();
        }
    }
}
