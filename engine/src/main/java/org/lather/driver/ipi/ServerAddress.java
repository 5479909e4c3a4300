package org.lather.driver.ipi;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The address of a server. */
public sealed interface ServerAddress {
    /**
     * Connects.
     *
     * @throws IOException if the server cannot be reached
     */
    SocketChannel open() throws IOException;

    /** A UNIX domain socket on the same machine. */
    record Unix(Path file) implements ServerAddress {
        /**
         * The address that i-PI and ASE use for a name, {@code /tmp/ipi_NAME}; a name with a slash is the path itself.
         */
        public static Unix of(String name) {
            return new Unix(Path.of(name.contains("/") ? name : "/tmp/ipi_" + name));
        }

        @Override
        public SocketChannel open() throws IOException {
            if (!Files.exists(file)) {
                throw new IOException("there is no such socket");
            }
            // connect or close
            return SocketChannel.open(UnixDomainSocketAddress.of(file));
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }

    /** A TCP port of a host. */
    record Tcp(String host, int port) implements ServerAddress {
        private static final int PATIENCE = 5000;

        /** @throws IllegalArgumentException if the port is not between 1 and 65535 */
        public Tcp {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("expected a port from 1 to 65535, got " + port);
            }
        }

        @Override
        public SocketChannel open() throws IOException {
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new UnknownHostException("the host is not known");
            }
            SocketChannel channel = SocketChannel.open();
            try {
                channel.socket().connect(address, PATIENCE);
                // messages are short and latency matters
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
