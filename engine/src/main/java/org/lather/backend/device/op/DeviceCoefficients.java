package org.lather.backend.device.op;

import org.lather.backend.Coefficients;
import org.lather.density.DensityExpansion;

/** A promise: the environments are expanded when they are coupled, as many at a time as scratch memory holds. */
public final class DeviceCoefficients implements Coefficients {
    private final DeviceBatch batch;
    private final int from;
    private final int to;
    private final DensityExpansion expansion;
    private boolean open = true;

    public DeviceCoefficients(DeviceBatch batch, int from, int to, DensityExpansion expansion) {
        this.batch = batch;
        this.from = from;
        this.to = to;
        this.expansion = expansion;
    }

    @Override
    public int environments() {
        return to - from;
    }

    DeviceBatch batch() {
        if (!open) {
            throw new IllegalArgumentException("coefficients: expected an open handle, got one that was closed");
        }
        batch.check();
        return batch;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    public DensityExpansion expansion() {
        return expansion;
    }

    @Override
    public void close() {
        open = false;
    }
}
