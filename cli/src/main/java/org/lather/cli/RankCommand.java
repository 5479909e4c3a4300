package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lather.model.ModelFile;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.ranking.CandidateShieldings;
import org.lather.ranking.Conversion;
import org.lather.ranking.MeasuredShifts;
import org.lather.ranking.Ranking;
import org.lather.structure.Element;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lather rank}. */
@Command(
        name = "rank",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lather rank shieldings.safetensors candidates.xyz --shifts measured.csv -o ranked.json",
            "  lather rank H.safetensors x.xyz --also C.safetensors --shifts m.csv --reference H=30.8 -o r.json"
        },
        description = {
            "Ranks candidate structures by the agreement of predicted shieldings with measured chemical shifts.",
            "The table of shifts has the columns element and shift (ppm), and optionally atom (counted from 1; several"
                    + " that have one shift are separated by blanks) and sigma (ppm)."
        })
final class RankCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Mixin
    private final ModelAndData input = new ModelAndData();

    @Option(
            names = "--also",
            paramLabel = "MODEL",
            description = "Another model, of the shieldings of other elements; repeatable.")
    private List<Path> others = new ArrayList<>();

    @Option(names = "--shifts", paramLabel = "FILE", required = true, description = "The measured shifts (.csv).")
    private Path shifts = Path.of("");

    @Option(
            names = "--reference",
            paramLabel = "ELEMENT=PPM",
            description = "Shielding of the reference of an element: its shifts are this number minus its shieldings;"
                    + " repeatable. Default: fitted to the shifts of each candidate.")
    private Map<String, Double> references = new LinkedHashMap<>();

    @Option(
            names = "--slope",
            description = "Fit also the slope of the line that converts shieldings to shifts, which is -1 otherwise,"
                    + " of elements without --reference.")
    private boolean slope;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "RANKED.json",
            required = true,
            description = "The candidates, the most probable first.")
    private Path output = Path.of("");

    @Option(names = "--no-verify", description = "Do not check the model's checksums.")
    private boolean noVerify;

    @Option(names = "--json", description = "Print what the output has.")
    private boolean json;

    RankCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Structures structures = input.structures();
        FilesInUse files = input.files(structures).reads("the shifts", shifts);
        others.forEach(m -> files.reads("a model", m));
        files.writes("-o", output).expectDistinct().expectWritable();
        if (!String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT).endsWith(".json")) {
            throw new OptionsException("-o " + output + ": expected a name that ends in .json, as JSON is written");
        }
        Conversion conversion = conversion();
        MeasuredShifts measured = MeasuredShifts.read(shifts);
        CandidateShieldings predicted = new CandidateShieldings();
        try (Session session = Session.open(compute, console)) {
            session.progress().stage("predicting", 0);
            for (Path file :
                    Stream.concat(Stream.of(input.model()), others.stream()).toList()) {
                try (Model model = Model.of(ModelFile.read(file, !noVerify), session.backend());
                        Frames frames = structures.frames()) {
                    predicted.add(model, frames, session.execution(null));
                }
            }
            session.progress().end();
        }
        report(Ranking.of(predicted.candidates(), measured, conversion));
        return ExitCodes.OK;
    }

    private Conversion conversion() {
        Map<Integer, Double> out = new LinkedHashMap<>();
        references.forEach((symbol, ppm) -> {
            if (!Double.isFinite(ppm)) {
                throw new OptionsException("--reference " + symbol + "=" + ppm + ": expected a finite number");
            }
            out.put(
                    Element.of(symbol)
                            .orElseThrow(() -> new OptionsException(
                                    "--reference " + symbol + "=" + ppm + ": expected an element's symbol"))
                            .atomicNumber(),
                    ppm);
        });
        return new Conversion(out, slope);
    }

    private void report(List<Ranking.Ranked> ranked) throws IOException {
        List<Map<String, Object>> all =
                ranked.stream().map(Ranking.Ranked::toMap).toList();
        OutputFiles.json(output, all);
        if (json) {
            console.printJson(all);
            return;
        }
        console.print(String.format(
                Locale.ROOT,
                "%4s  %11s  %10s  %9s  %7s  %s",
                "rank",
                "probability",
                "RMSD, ppm",
                "± s.d.",
                "rms z",
                "candidate"));
        for (int i = 0; i < Math.min(SHOWN, ranked.size()); i++) {
            Ranking.Ranked r = ranked.get(i);
            console.print(String.format(
                    Locale.ROOT,
                    "%4d  %11.4g  %10.3f  %9.3f  %7.2f  %s  %s",
                    i + 1,
                    r.probability(),
                    r.rmsd(),
                    r.rmsdUncertainty(),
                    r.deviation(),
                    r.candidate().file() + "@" + r.candidate().frame(),
                    r.byElement().entrySet().stream()
                            .map(e -> String.format(
                                    Locale.ROOT,
                                    "%s %.3f",
                                    Element.symbol(e.getKey()),
                                    e.getValue().rmsd()))
                            .collect(Collectors.joining(", "))));
        }
        if (ranked.size() > SHOWN) {
            console.print("      and " + (ranked.size() - SHOWN) + " more");
        }
        console.print("written: " + output);
    }
}
