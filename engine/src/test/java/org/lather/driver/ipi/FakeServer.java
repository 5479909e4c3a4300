package org.lather.driver.ipi;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The server's side of the protocol, written by its specification, in a thread of its own. Atomic units. */
public final class FakeServer implements AutoCloseable {
    /** What the server does with a connection. */
    public interface Script {
        void run(Peer peer) throws IOException;
    }

    private final ServerSocketChannel listening;
    private final ServerAddress address;
    private CompletableFuture<Void> served = CompletableFuture.completedFuture(null);

    private FakeServer(ServerSocketChannel listening, ServerAddress address) {
        this.listening = listening;
        this.address = address;
    }

    /** @param folder for a UNIX socket */
    public static FakeServer unix(Path folder) throws IOException {
        Path file = folder.resolve("ipi_" + System.nanoTime());
        ServerSocketChannel s = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        s.bind(UnixDomainSocketAddress.of(file));
        return new FakeServer(s, new ServerAddress.Unix(file));
    }

    public static FakeServer tcp() throws IOException {
        ServerSocketChannel s = ServerSocketChannel.open();
        s.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int port = ((InetSocketAddress) s.getLocalAddress()).getPort();
        return new FakeServer(s, new ServerAddress.Tcp("localhost", port));
    }

    public ServerAddress address() {
        return address;
    }

    /** Accepts one connection, runs the script and closes the connection. */
    public FakeServer serve(Script script) {
        served = CompletableFuture.runAsync(() -> {
            try (SocketChannel c = listening.accept()) {
                script.run(new Peer(c));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        return this;
    }

    /** Throws what the script threw. */
    public void join() {
        try {
            served.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    /** A reply to GETFORCE. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Forces(double energy, double[] forces, double[] virial, String extras) {}

    /** The client at the other end. */
    public static final class Peer {
        private final SocketChannel channel;

        Peer(SocketChannel channel) {
            this.channel = channel;
        }

        public void send(String header) throws IOException {
            send(bytes(header));
        }

        public static ByteBuffer bytes(String header) {
            return ByteBuffer.wrap(String.format("%-12s", header).getBytes(StandardCharsets.US_ASCII));
        }

        public void send(ByteBuffer... all) throws IOException {
            for (ByteBuffer b : all) {
                while (b.hasRemaining()) {
                    channel.write(b);
                }
            }
        }

        public static ByteBuffer ints(int... all) {
            ByteBuffer b = little(4 * all.length);
            for (int i : all) {
                b.putInt(i);
            }
            return b.flip();
        }

        public static ByteBuffer doubles(double... all) {
            ByteBuffer b = little(8 * all.length);
            for (double d : all) {
                b.putDouble(d);
            }
            return b.flip();
        }

        private static ByteBuffer little(int bytes) {
            return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        private ByteBuffer receive(int bytes) throws IOException {
            ByteBuffer b = little(bytes);
            while (b.hasRemaining()) {
                if (channel.read(b) < 0) {
                    throw new EOFException("client closed");
                }
            }
            return b.flip();
        }

        public String header() throws IOException {
            return new String(receive(12).array(), StandardCharsets.US_ASCII).strip();
        }

        public String status() throws IOException {
            send("STATUS");
            return header();
        }

        public void init(int bead, String text) throws IOException {
            byte[] b = text.getBytes(StandardCharsets.UTF_8);
            send(bytes("INIT"), ints(bead, b.length), ByteBuffer.wrap(b));
        }

        /** @param columns the lattice vectors, as columns */
        public void positions(double[] columns, double... positions) throws IOException {
            send(
                    bytes("POSDATA"),
                    doubles(columns),
                    doubles(new double[9]),
                    ints(positions.length / 3),
                    doubles(positions));
        }

        public Forces forces() throws IOException {
            send("GETFORCE");
            String header = header();
            if (!header.equals("FORCEREADY")) {
                throw new IOException("expected FORCEREADY, got " + header);
            }
            double energy = number();
            double[] f = numbers(3 * receive(4).getInt());
            return new Forces(energy, f, numbers(9), text());
        }

        public double number() throws IOException {
            return receive(8).getDouble();
        }

        public int integer() throws IOException {
            return receive(4).getInt();
        }

        public double[] numbers(int n) throws IOException {
            double[] out = new double[n];
            receive(8 * n).asDoubleBuffer().get(out);
            return out;
        }

        public String text() throws IOException {
            return new String(receive(integer()).array(), StandardCharsets.UTF_8);
        }
    }
}
