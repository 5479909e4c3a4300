package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lather.acquisition.Acquisition;
import org.lather.acquisition.Measure;
import org.lather.acquisition.Proposal;
import org.lather.acquisition.ProposalRequest;
import org.lather.model.ModelFile;
import org.lather.model.ModelParameters;
import org.lather.options.OptionsException;
import org.lather.structure.file.AtomicFile;
import org.lather.structure.file.ExtendedXyzWriter;
import org.lather.structure.file.Structures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lather extend}. */
@Command(
        name = "extend",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lather extend model.safetensors pool.xyz -n 20 -o next.xyz",
            "  lather extend model.safetensors md.xyz.gz@::10 -n 50 -o next.xyz --by values"
        },
        description = "Active learning: proposes the structures of a pool of which the model is least certain, each"
                + " given the ones before it, so that they differ from each other.")
final class ExtendCommand implements Callable<Integer> {
    /** Number of chosen structures that are shown. */
    private static final int SHOWN = 20;

    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Mixin
    private final ModelAndData input = new ModelAndData();

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            required = true,
            description = "Number of structures to propose.")
    private int count;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "CHOSEN.xyz",
            description = "The chosen structures in order, with extend_rank, extend_score and extend_reason added.")
    private @Nullable Path output;

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "The target whose uncertainty counts. Default: the first that has one.")
    private @Nullable String target;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            description = "values or forces: the uncertainty that counts. Default: forces if the model was trained on"
                    + " any. Those of the forces of N atoms cost some N times as much.")
    private @Nullable Measure measure;

    @Option(names = "--skip-unknown", description = "Leave out frames with elements that the model never saw.")
    private boolean skipUnknown;

    @Option(names = "--no-verify", description = "Do not check the model's checksums.")
    private boolean noVerify;

    @Option(names = "--json", description = "Print the chosen frames as JSON.")
    private boolean json;

    ExtendCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (count < 1) {
            throw new OptionsException("-n: expected at least 1, got " + count);
        }
        if (output == null && !json) {
            throw new OptionsException("expected -o CHOSEN.xyz or --json, got neither");
        }
        Structures pool = input.structures();
        input.files(pool).writes("-o", output).expectDistinct().expectWritable();
        OutputFiles.expectStructures(output);
        ModelParameters parameters = ModelFile.read(input.model(), !noVerify);
        ProposalRequest request =
                new ProposalRequest(count, Optional.ofNullable(target), Optional.ofNullable(measure), skipUnknown);
        try (Session session = Session.open(compute, console)) {
            Proposal proposal =
                    new Acquisition(parameters, session.backend(), session.execution(null)).propose(pool, request);
            session.progress().end();
            write(proposal);
            report(proposal);
        }
        return ExitCodes.OK;
    }

    private void write(Proposal proposal) throws IOException {
        if (output == null) {
            return;
        }
        try (AtomicFile file = AtomicFile.create(output)) {
            ExtendedXyzWriter writer = ExtendedXyzWriter.of(file, output);
            for (int rank = 0; rank < proposal.chosen().size(); rank++) {
                writer.write(proposal.annotated(rank));
            }
            writer.close();
            file.commit();
        }
    }

    private void report(Proposal proposal) {
        Proposal.Skipped s = proposal.skipped();
        console.info(String.format(
                Locale.ROOT,
                "pool      %,d structures; skipped: %,d that the model was trained on, %,d copies, %,d with unknown elements",
                s.structures(),
                s.trained(),
                s.duplicates(),
                s.unknown()));
        if (console.verbosity() > 0) {
            s.first().forEach(f -> console.info("          " + f.file() + "@" + f.frame() + ": " + f.reason()));
        }
        Proposal.Choice last = proposal.chosen().get(proposal.chosen().size() - 1);
        if (proposal.largestNotConsidered() > last.score()) {
            console.info(String.format(
                    Locale.ROOT,
                    "          structures with uncertainties of up to %.3g %s were not considered, as there are too many;"
                            + " choose fewer at a time, or from parts of the pool",
                    proposal.largestNotConsidered(),
                    proposal.scoreUnit()));
        }
        if (json) {
            Map<String, Object> out = new LinkedHashMap<>(proposal.toMap());
            console.printJson(out);
            return;
        }
        console.print(String.format(
                Locale.ROOT,
                "%4s  %10s  %11s  %s",
                "rank",
                "score",
                "uncertainty",
                "frame (" + proposal.scoreUnit() + ")"));
        for (int rank = 0; rank < Math.min(SHOWN, proposal.chosen().size()); rank++) {
            Proposal.Choice c = proposal.chosen().get(rank);
            String place = c.structure().annotations().file() + "@"
                    + c.structure().annotations().frame();
            console.print(String.format(
                    Locale.ROOT,
                    "%4d  %10.4g  %11.4g  %s  %s",
                    rank + 1,
                    c.score(),
                    c.uncertainty(),
                    place,
                    c.structure().formula()));
        }
        if (proposal.chosen().size() > SHOWN) {
            console.print("      and " + (proposal.chosen().size() - SHOWN) + " more");
        }
        console.print("written: " + output);
    }
}
