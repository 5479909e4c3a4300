package org.lather.driver.ipi;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;
import org.lather.error.Setting;
import org.lather.potential.Energetics;
import org.lather.potential.NumericalException;
import org.lather.potential.Potential;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/**
 * A client of the i-PI protocol (Kapil et al., Comput. Phys. Commun. 236, 214 (2019), doi:10.1016/j.cpc.2018.09.020):
 * the server sends cells and positions, the client answers with energy, forces, virial −dE/dε and, as extras, as far as
 * the potential has them, {@code {"energy_uncertainty": eV, "forces_uncertainty": [eV/Å, three an atom]}}. Messages may
 * arrive one after another or several at once, configurations singly or in batches of the size that the server
 * announces. One batch is held in memory at a time.
 */
public final class IpiClient {
    /** How long to wait for a message of a server that spoke before, s: others may compute at the same step. */
    private static final double SILENCE = 3600;

    private static final int LONGEST_TEXT = 1 << 20;

    /** Largest number of atoms in all configurations of a batch. */
    private static final int LARGEST_BATCH = 1 << 24;

    private static final Pattern BATCH = Pattern.compile("(?:^|[,\\s])batch_size\\s*:\\s*(\\d{1,9})");

    private final Structure template;
    private final Potential potential;
    private final Configurations configurations;
    private final BooleanSupplier cancelled;

    private long steps;
    private long structures;
    private long predicting;
    private long waiting;
    private long begin;
    private double largestUncertainty = Double.NaN;
    private long largestUncertaintyStep;
    private int connections;
    private boolean heard;
    private boolean started;
    private double limit = SILENCE;

    /**
     * @param template elements, their order, and the periodic directions
     * @param cancelled polled for cancellation, which ends in a {@link org.lather.execution.CancelledException}
     */
    public IpiClient(Structure template, Potential potential, BooleanSupplier cancelled) {
        this.template = template;
        this.potential = potential;
        this.cancelled = cancelled;
        this.configurations = new Configurations(template);
    }

    /** The way in which a connection ended. */
    private enum End {
        EXIT,
        CLOSED
    }

    /**
     * Serves until the server says EXIT or closes the connection between two steps.
     *
     * @param patience how long to try to connect, and to wait for the first message, s; later ones are waited for an
     *     hour
     * @throws ServerException if the server does not answer, disappears during a step, or speaks another protocol
     * @throws DataException if configurations do not fit the template or are not finite
     * @throws NumericalException if a prediction is not finite
     */
    public DriveReport run(ServerAddress address, double patience) {
        return run(address, patience, SILENCE);
    }

    /**
     * Serves until the server says EXIT or closes the connection between two steps.
     *
     * @param patience how long to try to connect, and to wait for the first message, s
     * @param silence how long to wait for a later message, s
     * @throws ServerException if the server does not answer, disappears during a step, or speaks another protocol
     * @throws DataException if configurations do not fit the template or are not finite
     * @throws NumericalException if a prediction is not finite
     */
    public DriveReport run(ServerAddress address, double patience, double silence) {
        long first = System.nanoTime();
        while (true) {
            double left = Math.max(0, patience - (System.nanoTime() - first) * 1e-9);
            try (Connection connection = Connection.open(address, left, patience, cancelled)) {
                heard = false;
                started = false;
                connection.setLimit(Math.max(1, left));
                limit = silence;
                End end = converse(connection);
                if (started || end == End.EXIT) {
                    connections++;
                    waiting += started ? connection.waited() : 0;
                    return report(end);
                }
                if (heard || left == 0) {
                    throw new ServerException(
                            "the server at " + address + " closed the connection before it asked for forces",
                            Cure.text("See its output"));
                }
            } catch (SocketTimeoutException e) {
                throw heard
                        ? new ServerException(
                                "the server at " + address + " is silent: after " + steps + " steps " + e.getMessage()
                                        + " came from it",
                                Cure.text("See its output, or wait longer: ", Setting.argument("silence")))
                        : new ServerException(
                                "the server at " + address + " accepted the connection and is silent: " + e.getMessage()
                                        + " came from it",
                                Cure.text(
                                        "Is it an i-PI server? Check the name or port, or wait longer: ",
                                        Setting.argument("wait")));
            } catch (IOException e) {
                if (heard || left == 0) {
                    throw new ServerException(
                            "the server at " + address + " vanished after " + steps + " steps (" + e.getMessage() + ")",
                            Cure.text("See its output; start it again and then this command"));
                }
            }
            // a server that is shutting down may still accept a connection and send nothing: its successor may follow
            Connection.pause(cancelled);
        }
    }

    private DriveReport report(End end) {
        double seconds = steps == 0 ? 0 : (System.nanoTime() - begin) * 1e-9;
        return new DriveReport(
                steps,
                structures,
                seconds,
                predicting * 1e-9,
                waiting * 1e-9,
                largestUncertainty,
                largestUncertaintyStep,
                connections,
                end == End.EXIT ? "exit" : "closed");
    }

    private End converse(Connection connection) throws IOException {
        int batch = 0;
        List<Energetics> results = null;
        while (true) {
            Optional<String> header = connection.header();
            if (header.isEmpty()) {
                if (results != null) {
                    throw new IOException("it closed the connection without fetching the forces");
                }
                return End.CLOSED;
            }
            heard = true;
            connection.setLimit(limit);
            switch (header.get()) {
                case "STATUS" -> {
                    connection.reply(batch == 0 ? "NEEDINIT" : results == null ? "READY" : "HAVEDATA", 0);
                    connection.send();
                }
                case "INIT" -> batch = initialise(connection);
                case "POSDATA" -> results = predict(connection, Math.max(1, batch));
                case "GETFORCE" -> {
                    answer(connection, results);
                    results = null;
                }
                case "EXIT" -> {
                    return End.EXIT;
                }
                default ->
                    throw new ServerException(
                            "expected STATUS, INIT, POSDATA, GETFORCE or EXIT from the server, got `"
                                    + printable(header.get()) + "`",
                            Cure.text("Does it speak the i-PI protocol?"));
            }
        }
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    /** Reads the number of a bead and a string that may contain the batch size. */
    private int initialise(Connection connection) throws IOException {
        connection.number();
        int length = connection.number();
        if (length < 0 || length > LONGEST_TEXT) {
            throw new ServerException(
                    "expected a text of at most " + LONGEST_TEXT + " bytes in INIT, got " + length,
                    Cure.text("Does the server speak the i-PI protocol?"));
        }
        Matcher m = BATCH.matcher(new String(connection.bytes(length), StandardCharsets.UTF_8));
        int batch = m.find() ? Integer.parseInt(m.group(1)) : 1;
        int largest = Math.max(1, LARGEST_BATCH / template.size());
        if (batch < 1 || batch > largest) {
            throw new ServerException("expected a batch_size from 1 to " + largest + " for " + template.size()
                    + " atoms from the server, got " + batch);
        }
        return batch;
    }

    private List<Energetics> predict(Connection connection, int batch) throws IOException {
        if (steps == 0) {
            begin = System.nanoTime();
        }
        if (!started) {
            // the wait for the first positions does not count
            waiting -= connection.waited();
            started = true;
        }
        List<Structure> read = configurations.read(connection, batch, steps + 1);
        long start = System.nanoTime();
        int different = different(read);
        List<Energetics> results = new ArrayList<>(potential.ofAll(read.subList(0, different)));
        while (results.size() < batch) {
            results.add(results.get(different - 1));
        }
        predicting += System.nanoTime() - start;
        steps++;
        structures += different;
        for (Energetics e : results) {
            if (!e.isFinite()) {
                throw new NumericalException(
                        "step " + steps + ": expected a finite energy, forces and virial, got " + e.energy() + " eV",
                        Cure.text("The structure is too far from those that the model knows"));
            }
            if (!(e.uncertainty() <= largestUncertainty) && Double.isFinite(e.uncertainty())) {
                largestUncertainty = e.uncertainty();
                largestUncertaintyStep = steps;
            }
        }
        return results;
    }

    /** The number of structures, not counting those that repeat the last one to fill a batch. */
    private static int different(List<Structure> batch) {
        int n = batch.size();
        while (n > 1
                && batch.get(n - 1).cell().equals(batch.get(n - 2).cell())
                && Arrays.equals(batch.get(n - 1).positions(), batch.get(n - 2).positions())) {
            n--;
        }
        return n;
    }

    private static void answer(Connection connection, @Nullable List<Energetics> results) throws IOException {
        if (results == null) {
            throw new ServerException(
                    "expected POSDATA before GETFORCE from the server, got none",
                    Cure.text("Does it speak the" + " i-PI protocol?"));
        }
        Answers.put(connection, results);
        connection.send();
    }
}
