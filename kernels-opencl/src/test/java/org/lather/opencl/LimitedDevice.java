package org.lather.opencl;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lather.backend.DeviceException;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceInfo;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;

/**
 * A device with little memory, one that breaks, or one with a vendor's algebra: on top of one that has none of this.
 */
final class LimitedDevice implements Device {
    private final OpenClDevice device;
    private final long most;
    private final @Nullable DeviceAlgebra algebra;
    private int refusals;
    private long peakBytes;
    private @Nullable String broken;

    LimitedDevice(OpenClDevice device, long most, @Nullable DeviceAlgebra algebra) {
        this.device = device;
        this.most = most;
        this.algebra = algebra;
    }

    /** From now on this function fails. */
    void breaks(String function) {
        broken = function;
    }

    int refusals() {
        return refusals;
    }

    /** The largest number of bytes that were allocated at once. */
    long peakBytes() {
        return peakBytes;
    }

    @Override
    public DeviceInfo info() {
        return device.info();
    }

    @Override
    public Buffer allocate(long bytes) {
        if (device.liveBytes() + bytes > most) {
            refusals++;
            throw new DeviceMemoryException("allocate " + bytes + " bytes: error 2, out of memory");
        }
        Buffer out = device.allocate(bytes);
        peakBytes = Math.max(peakBytes, device.liveBytes());
        return out;
    }

    @Override
    public void upload(ByteBuffer from, Buffer to, long offset) {
        device.upload(from, to, offset);
    }

    @Override
    public void download(Buffer from, long offset, ByteBuffer to) {
        device.download(from, offset, to);
    }

    @Override
    public void fill(Buffer buffer, long offset, long bytes) {
        device.fill(buffer, offset, bytes);
    }

    @Override
    public Program compile(ProgramSource source) {
        return device.compile(source);
    }

    @Override
    public void launch(Program program, String function, Grid grid, Argument... arguments) {
        if (function.equals(broken)) {
            throw new DeviceException("launch " + function + ": error 719, unspecified launch failure");
        }
        device.launch(program, function, grid, arguments);
    }

    @Override
    public void await() {
        device.await();
    }

    @Override
    public Optional<DeviceAlgebra> algebra() {
        return Optional.ofNullable(algebra);
    }

    @Override
    public void close() {
        device.close();
    }
}
