package org.lather.backend.device.memory;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import org.lather.backend.DeviceException;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;

/** Copies arrays to the device and back through a host buffer for fast copies, and counts the bytes. */
public final class Transfers implements AutoCloseable {
    private static final int STAGING = 1 << 24;

    private final Device device;
    private @Nullable ByteBuffer staging;
    private boolean closed;
    private long uploaded;
    private long downloaded;

    Transfers(Device device) {
        this.device = device;
    }

    public long uploaded() {
        return uploaded;
    }

    public long downloaded() {
        return downloaded;
    }

    /** Copies {@code count} numbers from {@code from} on to index {@code first} of an array of doubles. */
    public void doubles(double[] values, int from, int count, Buffer to, long first) {
        int step = STAGING / 8;
        for (int done = 0; done < count; done += step) {
            int n = Math.min(step, count - done);
            ByteBuffer bytes = staging(8 * n);
            bytes.asDoubleBuffer().put(values, from + done, n);
            upload(bytes, to, 8 * (first + done));
        }
    }

    /** Copies numbers like {@link #doubles}, each rounded to the nearest float. */
    public void floats(double[] values, int from, int count, Buffer to, long first) {
        int step = STAGING / 4;
        for (int done = 0; done < count; done += step) {
            int n = Math.min(step, count - done);
            ByteBuffer bytes = staging(4 * n);
            FloatBuffer view = bytes.asFloatBuffer();
            for (int i = 0; i < n; i++) {
                view.put(i, (float) values[from + done + i]);
            }
            upload(bytes, to, 4 * (first + done));
        }
    }

    public void ints(int[] values, Buffer to) {
        int step = STAGING / 4;
        for (int done = 0; done < values.length; done += step) {
            int n = Math.min(step, values.length - done);
            ByteBuffer bytes = staging(4 * n);
            bytes.asIntBuffer().put(values, done, n);
            upload(bytes, to, 4L * done);
        }
    }

    /** Copies {@code count} doubles from index {@code first} on. */
    public void download(Buffer from, long first, double[] out, int offset, int count) {
        int step = STAGING / 8;
        for (int done = 0; done < count; done += step) {
            int n = Math.min(step, count - done);
            ByteBuffer bytes = staging(8 * n);
            download(from, 8 * (first + done), bytes);
            DoubleBuffer view = bytes.asDoubleBuffer();
            view.get(out, offset + done, n);
        }
    }

    /** Copies {@code count} floats from index {@code first} on. */
    public void downloadFloats(Buffer from, long first, double[] out, int offset, int count) {
        int step = STAGING / 4;
        for (int done = 0; done < count; done += step) {
            int n = Math.min(step, count - done);
            ByteBuffer bytes = staging(4 * n);
            download(from, 4 * (first + done), bytes);
            FloatBuffer view = bytes.asFloatBuffer();
            for (int i = 0; i < n; i++) {
                out[offset + done + i] = view.get(i);
            }
        }
    }

    private void upload(ByteBuffer bytes, Buffer to, long offset) {
        device.upload(bytes, to, offset);
        uploaded += bytes.limit();
    }

    private void download(Buffer from, long offset, ByteBuffer bytes) {
        device.download(from, offset, bytes);
        downloaded += bytes.limit();
    }

    private ByteBuffer staging(int bytes) {
        if (closed) {
            // the device has freed its memory: writing to it would crash the process
            throw new DeviceException("expected an open backend, got one that was closed");
        }
        ByteBuffer b = staging;
        if (b == null) {
            b = device.hostBuffer(STAGING);
            staging = b;
        }
        b.clear().limit(bytes);
        return b;
    }

    /** Closes the transfers; the buffer is freed by the device. */
    @Override
    public void close() {
        closed = true;
        staging = null;
    }
}
