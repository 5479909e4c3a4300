package org.lather.driver.ipi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.driver.ipi.FakeServer.Forces;
import org.lather.driver.ipi.FakeServer.Peer;
import org.lather.execution.CancelledException;
import org.lather.potential.Energetics;
import org.lather.potential.NumericalException;
import org.lather.potential.Potential;
import org.lather.structure.Cell;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

class IpiClientTest {
    /** CODATA 2018. */
    private static final double BOHR = 0.529177210903;

    private static final double HARTREE = 27.211386245988;

    private static final Structure WATER =
            Structure.of(new int[] {8, 1, 1}, new double[] {0, 0, 0, 0.76, 0.59, 0, -0.76, 0.59, 0}, Cell.NONE);
    private static final Structure CRYSTAL =
            Structure.of(WATER.atomicNumbers(), WATER.positions(), Cell.periodic(6, 0.5, 0.25, 0, 7, 0.125, 0, 0, 8));

    /** Bohr; the lattice vectors a = (10, 1, 2), b = (0, 11, 3), c = (0, 0, 12) as columns. */
    private static final double[] COLUMNS = {10, 0, 0, 1, 11, 0, 2, 3, 12};

    @TempDir
    private static Path folder;

    /** Numbers that tell every element of what was received: not a physical one. */
    private static Energetics tell(Structure s) {
        double energy = 1;
        double[] virial = new double[9];
        for (int k = 0; k < 9; k++) {
            virial[k] = s.cell().rows()[k] + k;
            energy += (k + 1) * s.cell().rows()[k];
        }
        double[] forces = s.positions();
        for (int k = 0; k < forces.length; k++) {
            energy += (k + 1) * forces[k] / 7;
        }
        return new Energetics(energy, forces, virial, s.position(0, 0));
    }

    private static IpiClient client(Structure template) {
        return new IpiClient(template, IpiClientTest::tell, () -> false);
    }

    private static FakeServer server(String kind) throws IOException {
        return kind.equals("unix") ? FakeServer.unix(folder) : FakeServer.tcp();
    }

    private static double[] bohr(Structure s) {
        double[] x = s.positions();
        for (int k = 0; k < x.length; k++) {
            x[k] /= BOHR;
        }
        return x;
    }

    /** All numbers of a reply to the positions of WATER, moved by some bohr along x. */
    private static void check(Forces f, boolean periodic, double moved) {
        double energy = 1;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double h = periodic ? COLUMNS[3 * j + i] * BOHR : 0;
                energy += (3 * i + j + 1) * h;
                assertThat(f.virial()[3 * j + i] * HARTREE).isCloseTo(h + 3 * i + j, within(1e-12));
            }
        }
        double[] x = WATER.positions();
        for (int k = 0; k < 9; k++) {
            double r = x[k] + (k % 3 == 0 ? moved * BOHR : 0);
            energy += (k + 1) * r / 7;
            assertThat(f.forces()[k] * HARTREE / BOHR).isCloseTo(r, within(1e-12));
        }
        assertThat(f.energy() * HARTREE).isCloseTo(energy, within(1e-12));
        assertThat(f.extras()).startsWith("{\"energy_uncertainty\": ").endsWith("}");
        assertThat(Double.parseDouble(f.extras().replaceAll("[^-0-9.E]|energy", "")))
                .isCloseTo(moved * BOHR, within(1e-12));
    }

    private static double[] moved(double by) {
        double[] x = bohr(WATER);
        for (int k = 0; k < 9; k += 3) {
            x[k] += by;
        }
        return x;
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void answersMessagesOneByOneAndTogether(String kind) throws IOException {
        try (FakeServer server = server(kind).serve(peer -> {
            assertThat(peer.status()).isEqualTo("NEEDINIT");
            peer.init(0, "\0");
            assertThat(peer.status()).isEqualTo("READY");
            for (int step = 1; step <= 3; step++) {
                peer.positions(COLUMNS, moved(0.1 * step));
                assertThat(peer.status()).isEqualTo("HAVEDATA");
                assertThat(peer.status()).isEqualTo("HAVEDATA");
                check(peer.forces(), true, 0.1 * step);
                assertThat(peer.status()).isEqualTo("READY");
            }
            // without STATUS between, as i-PI from 3.2 on
            peer.positions(COLUMNS, moved(0.7));
            check(peer.forces(), true, 0.7);
            peer.send("EXIT");
        })) {
            DriveReport report = client(CRYSTAL).run(server.address(), 5);
            server.join();
            assertThat(report.steps()).isEqualTo(4);
            assertThat(report.end()).isEqualTo("exit");
            assertThat(report.largestUncertaintyStep()).isEqualTo(4);
            assertThat(report.largestUncertainty()).isCloseTo(0.7 * BOHR, within(1e-12));
        }
    }

    /** A server that sends no INIT, and a molecule in a box that does not count. */
    @Test
    void moleculesHaveNoCell() throws IOException {
        try (FakeServer server = server("unix").serve(peer -> {
            peer.positions(COLUMNS, moved(0.1));
            check(peer.forces(), false, 0.1);
            peer.positions(new double[9], moved(0.2));
            check(peer.forces(), false, 0.2);
        })) {
            assertThat(client(WATER).run(server.address(), 5).end()).isEqualTo("closed");
            server.join();
        }
    }

    @Test
    void batches() throws IOException {
        AtomicInteger computed = new AtomicInteger();
        Potential counting = s -> {
            computed.incrementAndGet();
            return tell(s);
        };
        try (FakeServer server = server("tcp").serve(peer -> {
            assertThat(peer.status()).isEqualTo("NEEDINIT");
            peer.init(3, "mode:x, batch_size:3");
            // the second batch has one structure and is filled up with it
            for (double[] by : new double[][] {{0.1, 0.2, 0.3}, {0.4, 0.4, 0.4}}) {
                peer.send(Peer.bytes("POSDATA"), Peer.ints(3));
                for (int k = 0; k < 3; k++) {
                    peer.send(Peer.doubles(COLUMNS), Peer.doubles(new double[9]));
                }
                for (double m : by) {
                    peer.send(Peer.doubles(moved(m)));
                }
                peer.send("GETFORCE");
                assertThat(peer.header()).isEqualTo("FORCEREADY");
                double[] energies = peer.numbers(3);
                assertThat(peer.integer()).isEqualTo(3);
                double[] forces = peer.numbers(27);
                double[] virials = peer.numbers(27);
                for (int k = 0; k < 3; k++) {
                    double[] f = java.util.Arrays.copyOfRange(forces, 9 * k, 9 * k + 9);
                    double[] v = java.util.Arrays.copyOfRange(virials, 9 * k, 9 * k + 9);
                    check(new Forces(energies[k], f, v, peer.text()), true, by[k]);
                }
            }
            peer.send("EXIT");
        })) {
            DriveReport report = new IpiClient(CRYSTAL, counting, () -> false).run(server.address(), 5);
            server.join();
            assertThat(report.steps()).isEqualTo(2);
            assertThat(report.structures()).isEqualTo(4);
            assertThat(computed).hasValue(4);
        }
    }

    /** A server that comes late, and one that comes again after it went away. */
    @Test
    void waitsAndConnectsAgain() throws IOException {
        Path file = folder.resolve("ipi_late");
        ServerAddress address = new ServerAddress.Unix(file);
        List<String> order = new ArrayList<>();
        Thread late = new Thread(() -> {
            try {
                Thread.sleep(250);
                for (int k = 0; k < 2; k++) {
                    order.add("server");
                    try (java.nio.channels.ServerSocketChannel s =
                            java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
                        s.bind(java.net.UnixDomainSocketAddress.of(file));
                        try (java.nio.channels.SocketChannel c = s.accept()) {
                            Peer peer = new Peer(c);
                            peer.positions(COLUMNS, moved(0.1));
                            check(peer.forces(), true, 0.1);
                        }
                    } finally {
                        java.nio.file.Files.deleteIfExists(file);
                    }
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        late.start();
        IpiClient client = client(CRYSTAL);
        assertThat(client.run(address, 20).steps()).isEqualTo(1);
        DriveReport second = client.run(address, 20);
        assertThat(second.steps()).isEqualTo(2);
        assertThat(second.connections()).isEqualTo(2);
        assertThat(order).hasSize(2);
    }

    @Test
    void noServer() {
        assertThatThrownBy(() -> client(WATER).run(new ServerAddress.Unix(folder.resolve("ipi_none")), 0.2))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("ipi_none after 0 s (there is no such socket). Start i-PI or ASE first");
        assertThatThrownBy(() -> client(WATER).run(new ServerAddress.Tcp("localhost", 1), 0))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("no server at localhost:1");
        assertThatThrownBy(() -> client(WATER).run(new ServerAddress.Tcp("no.such.host.invalid", 1), 0))
                .hasMessageContaining("host is not known");
        assertThatThrownBy(() -> new ServerAddress.Tcp("localhost", 70000)).hasMessageContaining("65535");
        assertThat(ServerAddress.Unix.of("x")).hasToString("/tmp/ipi_x");
        assertThat(ServerAddress.Unix.of("./x")).hasToString("./x");
    }

    /** One that is going away lets in and says nothing; the next one is waited for. */
    @Test
    void passesOverAServerThatSaysNothing() throws IOException {
        try (FakeServer server = FakeServer.tcp().serve(peer -> {})) {
            Thread next = new Thread(() -> {
                server.join();
                server.serve(peer -> {
                    peer.positions(COLUMNS, moved(0.1));
                    check(peer.forces(), true, 0.1);
                });
            });
            next.start();
            assertThat(client(CRYSTAL).run(server.address(), 20).steps()).isEqualTo(1);
        }
    }

    private static void expect(
            Class<? extends Exception> type, String message, Structure template, FakeServer.Script script)
            throws IOException {
        try (FakeServer server = FakeServer.unix(folder).serve(script)) {
            assertThatThrownBy(() -> client(template).run(server.address(), 5))
                    .isInstanceOf(type)
                    .hasMessageContaining(message)
                    .message()
                    .doesNotContain("\n");
        }
    }

    @Test
    void serversThatVanish() throws IOException {
        expect(ServerException.class, "closed the connection before it asked for forces", WATER, Peer::status);
        expect(ServerException.class, "vanished after 1 steps (it closed the connection without", WATER, peer -> {
            peer.positions(COLUMNS, moved(0));
            peer.status();
        });
        expect(
                ServerException.class,
                "vanished after 0 steps (the connection ended within a message)",
                WATER,
                peer -> peer.send(Peer.bytes("POSDATA"), Peer.doubles(1, 2, 3)));
        try (FakeServer server = FakeServer.unix(folder).serve(peer -> peer.send(Peer.ints(1)))) {
            assertThatThrownBy(() -> client(WATER).run(server.address(), 0))
                    .hasMessageContaining("vanished after 0 steps");
        }
    }

    @Test
    void serversThatSpeakOtherwise() throws IOException {
        expect(ServerException.class, "got `GET / HTTP/1`", WATER, peer -> {
            peer.send("GET / HTTP/1.1\r\n".substring(0, 12));
            peer.header();
        });
        expect(ServerException.class, "expected POSDATA before GETFORCE", WATER, peer -> {
            peer.send("GETFORCE");
            peer.header();
        });
        expect(ServerException.class, "of at most 1048576 bytes in INIT, got -5", WATER, peer -> {
            peer.send(Peer.bytes("INIT"), Peer.ints(0, -5));
            peer.header();
        });
        expect(ServerException.class, "batch_size from 1 to", WATER, peer -> {
            peer.init(0, "batch_size:999999999");
            peer.header();
        });
    }

    @Test
    void configurationsThatCannotBe() throws IOException {
        double[] nan = COLUMNS.clone();
        nan[4] = Double.NaN;
        double[] flat = COLUMNS.clone();
        flat[8] = 0;
        double[] tiny = new double[] {0.5, 0, 0, 0, 0.5, 0, 0, 0, 0.5};
        double[] lost = moved(0);
        lost[4] = Double.POSITIVE_INFINITY;
        expect(
                DataException.class,
                "step 1: expected 3 atoms, as in `structure`, got 2 from the server",
                CRYSTAL,
                peer -> peer.positions(COLUMNS, 1, 2, 3, 4, 5, 6));
        expect(
                DataException.class,
                "got -1 from the server",
                CRYSTAL,
                peer -> peer.send(Peer.bytes("POSDATA"), Peer.doubles(new double[18]), Peer.ints(-1)));
        expect(DataException.class, "step 2: expected a finite cell, got NaN", CRYSTAL, peer -> {
            peer.positions(COLUMNS, moved(0));
            peer.forces();
            peer.positions(nan, moved(0));
        });
        expect(DataException.class, "a singular cell", CRYSTAL, peer -> peer.positions(flat, moved(0)));
        expect(DataException.class, "a singular cell", CRYSTAL, peer -> peer.positions(new double[9], moved(0)));
        expect(DataException.class, "cell collapsed", CRYSTAL, peer -> peer.positions(tiny, moved(0)));
        expect(DataException.class, "got Infinity for atom 1 (from 0)", CRYSTAL, peer -> peer.positions(COLUMNS, lost));
        double[] overlapping = moved(0);
        for (int x = 0; x < 3; x++) {
            overlapping[6 + x] = overlapping[3 + x] + COLUMNS[3 * x];
        }
        expect(
                DataException.class,
                "step 2: expected atoms at least 0.1 Å apart, got atoms 1 and 2, across the boundary of the cell,",
                CRYSTAL,
                peer -> {
                    peer.positions(COLUMNS, moved(0));
                    peer.forces();
                    peer.positions(COLUMNS, overlapping);
                });
    }

    /** The protocol sends no elements: the places tell. */
    @Test
    void elementsInAnotherOrder() throws IOException {
        double[] x = bohr(WATER);
        double[] other = {x[3], x[4], x[5], x[0], x[1], x[2], x[6], x[7], x[8]};
        expect(
                DataException.class,
                "the server's atom 0 (from 0) stands where `structure` has H",
                CRYSTAL,
                peer -> peer.positions(COLUMNS, other));
    }

    /** Energies of members in eV, and what i-PI's committees read in hartree and bohr. */
    @Test
    void membersOfACommitteeAreExtras() throws IOException {
        double[][] forces = {{0, 0, 1, 0, 0, 0, 0, 0, 0}, {0, 0, 3, 0, 0, 0, 0, 0, 0}};
        double[][] virials = {{1, 0, 0, 0, 0, 0, 0, 0, 0}, {2, 0, 0, 0, 0, 0, 0, 0, 0}};
        Energetics.Members members = new Energetics.Members(new double[] {4, 6}, forces, virials);
        Potential committee =
                s -> new Energetics(5, new double[9], new double[9], Math.sqrt(2), new double[9], members);
        try (FakeServer server = FakeServer.tcp().serve(peer -> {
            peer.positions(COLUMNS, moved(0));
            JsonNode extras = new ObjectMapper().readTree(peer.forces().extras());
            assertThat(extras.get("energy_ensemble").toString()).isEqualTo("[4.0,6.0]");
            assertThat(extras.get("committee_pot").get(1).asDouble()).isCloseTo(6 / HARTREE, within(1e-12));
            assertThat(extras.get("committee_force").get(1)).hasSize(9);
            assertThat(extras.get("committee_force").get(1).get(2).asDouble())
                    .isCloseTo(3 * BOHR / HARTREE, within(1e-12));
            assertThat(extras.get("committee_virial").get(1).get(0).asDouble()).isCloseTo(2 / HARTREE, within(1e-12));
            peer.send("EXIT");
        })) {
            new IpiClient(WATER, committee, () -> false).run(server.address(), 5);
            server.join();
        }
    }

    @Test
    void predictionsThatAreNoNumbers() throws IOException {
        Potential nan = s -> new Energetics(Double.NaN, new double[9], new double[9]);
        try (FakeServer server = FakeServer.tcp().serve(peer -> peer.positions(COLUMNS, moved(0)))) {
            assertThatThrownBy(() -> new IpiClient(WATER, nan, () -> false).run(server.address(), 5))
                    .isInstanceOf(NumericalException.class)
                    .hasMessageContaining("step 1");
        }
    }

    @Test
    void stopsWhereItIsAskedTo() throws IOException {
        try (FakeServer server = FakeServer.unix(folder)) {
            AtomicInteger asked = new AtomicInteger();
            assertThatThrownBy(() -> new IpiClient(WATER, IpiClientTest::tell, () -> asked.incrementAndGet() > 1)
                            .run(server.address(), 5))
                    .isInstanceOf(CancelledException.class)
                    .hasMessageContaining("interrupted");
        }
    }

    @Test
    void aSilentServerIsLeft() throws IOException {
        try (FakeServer server = FakeServer.tcp()) {
            java.util.concurrent.CountDownLatch left = new java.util.concurrent.CountDownLatch(1);
            server.serve(peer -> awaitQuietly(left));
            assertThatThrownBy(() -> client(WATER).run(server.address(), 0.5, 100))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("accepted the connection and is silent: nothing for 1 s");
            left.countDown();
        }
    }

    private static void awaitQuietly(java.util.concurrent.CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
