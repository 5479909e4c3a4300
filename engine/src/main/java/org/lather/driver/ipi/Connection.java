package org.lather.driver.ipi;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.lather.error.Cure;
import org.lather.error.Setting;
import org.lather.execution.CancelledException;

/**
 * A socket connection for headers and little-endian numbers. Buffers are reused: each message is one read and one
 * write, whatever its size.
 */
final class Connection implements AutoCloseable {
    private static final int HEADER = 12;

    /** Interval at which a wait checks for cancellation, ms. */
    private static final long GLANCE = 100;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final BooleanSupplier cancelled;
    private ByteBuffer in = buffer(1 << 16).flip();
    private ByteBuffer out = buffer(1 << 16);
    private long waited;
    private double limit = Double.POSITIVE_INFINITY;

    private Connection(SocketChannel channel, BooleanSupplier cancelled) throws IOException {
        this.channel = channel;
        this.cancelled = cancelled;
        channel.configureBlocking(false);
        selector = Selector.open();
        key = channel.register(selector, SelectionKey.OP_READ);
    }

    /**
     * Connects, and retries while the server is not available.
     *
     * @param left how long to retry, s
     * @param patience how long to retry altogether, s, for messages
     */
    static Connection open(ServerAddress address, double left, double patience, BooleanSupplier cancelled) {
        long begin = System.nanoTime();
        while (true) {
            try {
                return new Connection(address.open(), cancelled);
            } catch (IOException e) {
                if ((System.nanoTime() - begin) * 1e-9 >= left) {
                    throw new ServerException(
                            String.format(
                                    Locale.ROOT,
                                    "no server at %s after %.0f s (%s)",
                                    address,
                                    patience,
                                    e.getMessage()),
                            Cure.text(
                                    "Start i-PI or ASE first, check the name or port, or wait longer: ",
                                    Setting.argument("wait")));
                }
            }
            pause(cancelled);
        }
    }

    /** Waits a moment before the next attempt. */
    static void pause(BooleanSupplier cancelled) {
        look(cancelled);
        try {
            TimeUnit.MILLISECONDS.sleep(GLANCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while waiting for the server.");
        }
    }

    private static void look(BooleanSupplier cancelled) {
        if (cancelled.getAsBoolean()) {
            throw new CancelledException("interrupted. The server was left.");
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Limits the time of one wait for the server. A longer one ends in a {@link SocketTimeoutException}. */
    void setLimit(double seconds) {
        limit = seconds;
    }

    /** Time spent waiting for the server, ns. */
    long waited() {
        return waited;
    }

    /** The next header; empty if the server closed the connection instead. */
    Optional<String> header() throws IOException {
        if (!fill(HEADER)) {
            return Optional.empty();
        }
        byte[] text = new byte[HEADER];
        in.get(text);
        return Optional.of(new String(text, StandardCharsets.US_ASCII).strip().toUpperCase(Locale.ROOT));
    }

    int number() throws IOException {
        need(Integer.BYTES);
        return in.getInt();
    }

    double[] numbers(int count) throws IOException {
        need(Math.multiplyExact(count, Double.BYTES));
        double[] out = new double[count];
        in.asDoubleBuffer().get(out);
        in.position(in.position() + count * Double.BYTES);
        return out;
    }

    byte[] bytes(int count) throws IOException {
        need(count);
        byte[] out = new byte[count];
        in.get(out);
        return out;
    }

    private void need(int bytes) throws IOException {
        if (!fill(bytes)) {
            throw new EOFException("the connection ended within a message");
        }
    }

    /** Waits for a number of bytes. False if the connection ended before the first one. */
    private boolean fill(int bytes) throws IOException {
        if (in.remaining() >= bytes) {
            return true;
        }
        if (in.capacity() < bytes) {
            in = buffer(Integer.highestOneBit(bytes) * 2).put(in).flip();
        }
        in.compact();
        boolean first = in.position() == 0;
        while (in.position() < bytes) {
            int n = channel.read(in);
            if (n < 0) {
                if (first) {
                    in.flip();
                    return false;
                }
                throw new EOFException("the connection ended within a message");
            }
            first &= n == 0;
            if (n == 0) {
                await(SelectionKey.OP_READ);
            }
        }
        in.flip();
        return true;
    }

    private void await(int what) throws IOException {
        long begin = System.nanoTime();
        key.interestOps(what);
        while (selector.select(GLANCE) == 0) {
            look(cancelled);
            if ((System.nanoTime() - begin) * 1e-9 > limit) {
                throw new SocketTimeoutException(String.format(Locale.ROOT, "nothing for %.0f s", limit));
            }
        }
        selector.selectedKeys().clear();
        waited += System.nanoTime() - begin;
    }

    /** A buffer that begins with a header and has space for a number of further bytes; it is sent by {@link #send}. */
    ByteBuffer reply(String header, int bytes) {
        if (out.capacity() < HEADER + bytes) {
            out = buffer(Integer.highestOneBit(HEADER + bytes) * 2);
        }
        out.clear();
        byte[] text = Arrays.copyOf(header.getBytes(StandardCharsets.US_ASCII), HEADER);
        Arrays.fill(text, header.length(), HEADER, (byte) ' ');
        return out.put(text);
    }

    void send() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            if (channel.write(out) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    /**
     * Reads the remaining bytes before closing: the operating system resets a connection that is closed with unread
     * bytes, and i-PI 3.3 stops answering after a reset, whereas it hands the work to another client after an orderly
     * close.
     */
    @Override
    public void close() {
        try (channel;
                selector) {
            channel.shutdownOutput();
            int n = 1;
            while (n > 0) {
                n = channel.read(in.clear());
            }
        } catch (IOException e) {
            // the server is gone, so there is no need for an orderly close
            in.clear();
        }
    }
}
