package org.lather.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lather.driver.ipi.DriveReport;
import org.lather.driver.ipi.IpiClient;
import org.lather.driver.ipi.ServerAddress;
import org.lather.evaluation.TrainingSetWatch;
import org.lather.model.ModelFile;
import org.lather.model.ModelParameters;
import org.lather.options.OptionsException;
import org.lather.potential.ModelPotential;
import org.lather.predict.Model;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.uncertainty.Uncertainties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lather drive}. */
@Command(
        name = "drive",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  lather drive model.safetensors --structure start.xyz --unix name"},
        description = {
            "Gives energies, forces and stress to a program that moves atoms: i-PI or ASE.",
            "That program (ASE with its SocketIOCalculator) is the server, this command its client."
        })
final class DriveCommand implements Callable<Integer> {
    private static final int DEFAULT_PORT = 31415;

    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Mixin
    private final FoldingOption folding = new FoldingOption();

    @Mixin
    private final TypesOption types = new TypesOption();

    @Mixin
    private final PotentialOptions potentials = new PotentialOptions();

    @Parameters(paramLabel = "MODEL", description = "The model.")
    private Path file = Path.of("");

    @Option(
            names = "--structure",
            paramLabel = "FILE",
            required = true,
            description =
                    "The structure that the server runs, as a file or file@frame: the server sends no elements, and"
                            + " not whether the cell repeats.")
    private String structure = "";

    @Option(
            names = "--unix",
            paramLabel = "NAME",
            description = "Connect to the socket /tmp/ipi_NAME; a name with a slash is the socket itself.")
    private @Nullable String unix;

    @Option(names = "--host", paramLabel = "HOST", description = "Connect over TCP. Default: localhost.")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the server. Default: 31415.")
    private @Nullable Integer port;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "How long to try to connect while the server is not there, and to wait for its first message."
                    + " Default: 60.")
    private double wait = 60;

    @Option(
            names = "--silence",
            paramLabel = "SECONDS",
            description = "How long to wait for a further message of the server. Default: 3600.")
    private double silence = 3600;

    @Option(
            names = "--reconnect",
            description =
                    "Wait for a server again after one closed the connection, until none comes in --wait seconds.")
    private boolean reconnect;

    @Option(
            names = "--no-uncertainty",
            description = "Do not compute the predictive standard deviation of energies, which costs about another"
                    + " energy.")
    private boolean noUncertainty;

    @Option(
            names = "--force-uncertainty",
            description = "Also compute the predictive standard deviation of each component of the forces, which costs"
                    + " many times a step.")
    private boolean forceUncertainty;

    @Option(names = "--json", description = "Print steps, times and the largest uncertainty as JSON.")
    private boolean json;

    DriveCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ServerAddress address = address();
        if (noUncertainty && forceUncertainty) {
            throw new OptionsException("expected --no-uncertainty or --force-uncertainty, got both");
        }
        if (!(wait >= 0)) {
            throw new OptionsException("--wait: expected 0 s or more, got " + wait);
        }
        if (!(silence > 0)) {
            throw new OptionsException("--silence: expected more than 0 s, got " + silence);
        }
        ModelParameters parameters = ModelFile.read(file, potentials.verify());
        Structure template = template();
        try (Session session = Session.open(compute, console);
                Model model = Model.of(parameters, session.backend(), folding.folding())) {
            TrainingSetWatch watch = new TrainingSetWatch(model, session.quietExecution());
            ModelPotential potential = potentials.of(model, session.quietExecution(), uncertainties(), watch, console);
            expectUncertainty(potential);
            // detects elements that the model does not know, and warms up, before the server waits
            potential.of(template);
            console.info(template.size() + " atoms of " + structure + "; connecting to " + address);
            IpiClient client = new IpiClient(template, potential, console.interruption());
            DriveReport report = client.run(address, wait, silence);
            while (reconnect && report.end().equals("closed")) {
                console.info(
                        "the server closed the connection after " + report.steps() + " steps; waiting for another");
                report = client.run(address, wait, silence);
            }
            console.warn(watch.summary());
            report(report);
        }
        return ExitCodes.OK;
    }

    private Uncertainties uncertainties() {
        if (forceUncertainty) {
            return Uncertainties.ALL;
        }
        return noUncertainty ? Uncertainties.NONE : Uncertainties.VALUES;
    }

    private void expectUncertainty(ModelPotential potential) {
        if (forceUncertainty && !potential.hasUncertainty()) {
            throw new DataException(file + ": expected a model with a predictive variance for --force-uncertainty, got"
                    + " one without. Train it with model.uncertainty posterior or label_noise");
        }
    }

    private ServerAddress address() {
        if (unix != null && (host != null || port != null)) {
            throw new OptionsException("expected --unix NAME or --host HOST --port PORT, got both");
        }
        if (unix != null) {
            return ServerAddress.Unix.of(unix);
        }
        if (host == null && port == null) {
            throw new OptionsException("expected --unix NAME or --host HOST --port PORT, got neither");
        }
        try {
            return new ServerAddress.Tcp(host == null ? "localhost" : host, port == null ? DEFAULT_PORT : port);
        } catch (IllegalArgumentException e) {
            throw new OptionsException("--port: " + e.getMessage(), e);
        }
    }

    private Structure template() {
        Structures structures = DataFiles.read(List.of(structure), types);
        try (Frames frames = structures.frames()) {
            if (!frames.hasNext()) {
                throw new DataException("expected at least one frame, got none: " + structures.emptiness());
            }
            return frames.next();
        }
    }

    private void report(DriveReport r) {
        if (json) {
            console.printJson(r.toMap());
            return;
        }
        long steps = Math.max(1, r.steps());
        console.print(String.format(
                Locale.ROOT,
                "%,d steps in %.1f s, %.1f steps/s: %.2f ms a step for the prediction, %.2f ms for the server and the"
                        + " messages",
                r.steps(),
                r.seconds(),
                r.stepsPerSecond(),
                1e3 * r.predictionSeconds() / steps,
                1e3 * Math.max(0, r.seconds() - r.predictionSeconds()) / steps));
        if (r.largestUncertaintyStep() > 0) {
            console.print(String.format(
                    Locale.ROOT,
                    "largest standard deviation of an energy: %.3g eV at step %,d",
                    r.largestUncertainty(),
                    r.largestUncertaintyStep()));
        }
        if (r.end().equals("closed")) {
            console.info("the server closed the connection");
        }
    }
}
