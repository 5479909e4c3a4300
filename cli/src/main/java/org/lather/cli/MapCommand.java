package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lather.evaluation.KnownStructures;
import org.lather.evaluation.PredictionAnnotations;
import org.lather.maps.LandmarkChoice;
import org.lather.maps.MapData;
import org.lather.maps.MapMethod;
import org.lather.maps.MapRequest;
import org.lather.maps.MapRun;
import org.lather.maps.SigmoidChoice;
import org.lather.maps.StructureMap;
import org.lather.maps.TargetChoice;
import org.lather.match.StructureMatrix.Entries;
import org.lather.model.FittedTarget;
import org.lather.model.ModelFile;
import org.lather.model.ModelParameters;
import org.lather.options.Domain;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lather map}. */
@Command(
        name = "map",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lather map mine.xyz --options options.yaml --method kpca --of structures -o map.json",
            "  lather map mine.xyz --model m.safetensors --method sketchmap --of atoms -o map.json -o mapped.xyz"
        },
        description = {
            "Maps structures or atoms to few coordinates: kernel principal components, principal covariates, or a"
                    + " sketch-map.",
            "Kernels are those of options or of a model; points are placed by their kernels with landmarks."
        })
final class MapCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Mixin
    private final TypesOption types = new TypesOption();

    @Parameters(
            paramLabel = "DATA",
            arity = "1..*",
            description = "Structures: files, or file@start:stop:step with the meaning of Python's slices.")
    private List<String> data = new ArrayList<>();

    @Option(names = "--options", paramLabel = "FILE", description = "An options file: its representations and kernel.")
    private @Nullable Path options;

    @Option(names = "--model", paramLabel = "MODEL", description = "A model: its representations and kernel.")
    private @Nullable Path model;

    @Option(names = "-r", paramLabel = "KEY=VALUE", description = "Replaces an option of the file; repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}. Default: kpca.",
            completionCandidates = MethodNames.class)
    private String method = "kpca";

    @Option(names = "--of", paramLabel = "WHAT", description = "structures or atoms. Default: structures.")
    private String of = "structures";

    @Option(
            names = {"-n", "--dimensions"},
            paramLabel = "N",
            description = "Number of coordinates; at most 3 of a sketch-map. Default: 2.")
    private int dimensions = 2;

    @Option(
            names = "--landmarks",
            paramLabel = "N",
            description = "Number of points by whose kernels all are placed. Default: all, up to 500.")
    private @Nullable Integer landmarks;

    @Option(
            names = "--landmarks-by",
            paramLabel = "RULE",
            description = "${COMPLETION-CANDIDATES}: farthest point sampling from the first point, or from a random"
                    + " one, among ten random points for each landmark, or a random draw. Default: fps.",
            completionCandidates = RuleNames.class)
    private String rule = "fps";

    @Option(names = "--seed", paramLabel = "S", description = "Of the random choices. Default: 0.")
    private long seed;

    @Option(
            names = "--no-normalise",
            description = "Keep kernels as they are, instead of dividing them by the roots of those of the points with"
                    + " themselves.")
    private boolean asTheyAre;

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "Of pcovr and kpcovr: a key of structures, or a column of atoms, that the map shows.")
    private String target = "";

    @Option(
            names = "--mixing",
            paramLabel = "A",
            description = "Of pcovr and kpcovr: from 0 (target alone) to 1 (principal components). Default: 0.5.")
    private @Nullable Double mixing;

    @Option(
            names = "--sigma",
            paramLabel = "D",
            description = "Of sketchmap: the distance that is mapped to 1/2. Default: 0.9 of the most frequent one.")
    private @Nullable Double sigma;

    @Option(
            names = "--high",
            paramLabel = "A,B",
            split = ",",
            description = "Of sketchmap: exponents of the kernel's distances. Default: suggested by their histogram.")
    private @Nullable List<Double> high;

    @Option(
            names = "--low",
            paramLabel = "a,b",
            split = ",",
            description = "Of sketchmap: exponents of the distances on the map. Default: 2,2.")
    private @Nullable List<Double> low;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "By its ending: one page for a browser with the map and the structures (.html), a file"
                    + " for chemiscope (.json.gz), coordinates and parameters (.json), or the structures with"
                    + " map_1, map_2 ... (.xyz, .xyz.gz, .xyz.xz); repeatable.")
    private List<Path> outputs = new ArrayList<>();

    MapCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        long begin = System.nanoTime();
        List<MapOutput> out = outputs.stream().map(MapOutput::of).toList();
        Structures structures = DataFiles.read(data, types);
        MapRequest request = request(structures);
        FilesInUse files = new FilesInUse().reads("the data", structures);
        if (options != null) {
            files.reads("the options file", options);
        }
        if (model != null) {
            files.reads("the model", model);
        }
        for (Path o : outputs) {
            files.writes("-o", o);
        }
        files.expectDistinct().expectWritable();
        try (Session session = Session.open(compute, console)) {
            boolean shows = out.stream().anyMatch(MapOutput::showsStructures);
            if (shows && model != null) {
                expectKnown(model, structures, session);
            }
            StructureMap map = new MapRun(session.backend(), session.execution(null)).map(request, structures);
            session.progress().end();
            MapData data = new MapData(map, MapData.units(request.options()));
            // coordinates are kept even if the structures cannot be shown
            for (MapOutput o : out) {
                if (!o.showsStructures()) {
                    o.write(map, structures, data);
                }
            }
            if (shows) {
                collect(data, structures, session);
            }
            for (MapOutput o : out) {
                if (o.showsStructures()) {
                    o.write(map, structures, data);
                }
            }
            report(map, (System.nanoTime() - begin) * 1e-9);
        }
        return ExitCodes.OK;
    }

    /** Expects before the work that a model knows the elements of all structures. */
    private static void expectKnown(Path model, Structures structures, Session session) {
        try (Model predicting = Model.of(ModelFile.read(model, true), session.backend());
                Frames frames = structures.frames()) {
            KnownStructures known = new KnownStructures(frames, predicting::knows, false);
            while (known.hasNext()) {
                known.next();
            }
        }
    }

    /** Reads the structures, and predicts them if there is a model. */
    private void collect(MapData data, Structures structures, Session session) {
        if (model == null) {
            for (Structure s : structures) {
                data.add(s);
            }
            return;
        }
        session.progress().stage("predicting", data.map().size());
        ModelParameters parameters = ModelFile.read(model, true);
        boolean uncertain = parameters.targets().stream().anyMatch(FittedTarget::hasUncertainty);
        Request wanted = (uncertain ? Request.UNCERTAINTIES : Request.VALUES).withContributions(true);
        try (Model predicting = Model.of(parameters, session.backend());
                Frames frames = structures.frames()) {
            predicting.predict(
                    frames,
                    wanted,
                    session.execution(null),
                    p -> data.add(PredictionAnnotations.annotate(p, parameters.targets(), true)));
        }
        session.progress().end();
    }

    private void report(StructureMap map, double seconds) {
        double distance = map.parameters().get("sigma") instanceof Number n ? n.doubleValue() : Double.NaN;
        console.info(String.format(
                Locale.ROOT,
                "map       %,d %s by %s with %,d landmarks%s, %.1f s, written to %s",
                map.size(),
                of,
                method,
                map.landmarks().length,
                Double.isNaN(map.stress())
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", stress %.4g, sigma %.4g, exponents %s and %s",
                                map.stress(),
                                distance,
                                map.parameters().get("high"),
                                map.parameters().get("low")),
                seconds,
                String.join(", ", outputs.stream().map(Path::toString).toList())));
    }

    private MapRequest request(Structures structures) throws IOException {
        MapMethod m = MapMethod.of(method)
                .orElseThrow(() -> OptionsException.notAmong(MapMethod.words(), "--method", method));
        LandmarkChoice.Rule by = LandmarkChoice.Rule.of(rule)
                .orElseThrow(() -> OptionsException.notAmong(LandmarkChoice.Rule.words(), "--landmarks-by", rule));
        if (!of.equals("structures") && !of.equals("atoms")) {
            throw OptionsException.notAmong(List.of("structures", "atoms"), "--of", of);
        }
        if (dimensions < 2 && outputs.stream().map(MapOutput::of).anyMatch(MapOutput::showsStructures)) {
            throw new OptionsException("-n: expected 2 coordinates or more for a page, got " + dimensions);
        }
        expectUse("--sigma", sigma, m == MapMethod.SKETCHMAP, "sketchmap");
        expectUse("--high", high, m == MapMethod.SKETCHMAP, "sketchmap");
        expectUse("--low", low, m == MapMethod.SKETCHMAP, "sketchmap");
        expectUse("--mixing", mixing, m.takesTarget(), "pcovr or kpcovr");
        if (landmarks != null && landmarks < 1) {
            throw new OptionsException("--landmarks: expected a number of at least 1, got " + landmarks);
        }
        try {
            return new MapRequest(
                    options(structures),
                    of.equals("structures") ? Entries.STRUCTURES : Entries.ENVIRONMENTS,
                    !asTheyAre,
                    m,
                    dimensions,
                    new LandmarkChoice(landmarks == null ? 0 : landmarks, by, seed),
                    new SigmoidChoice(
                            sigma == null ? OptionalDouble.empty() : OptionalDouble.of(sigma),
                            exponents("--high", high),
                            exponents("--low", low)),
                    new TargetChoice(
                            target, mixing == null ? TargetChoice.NONE.mixing() : mixing, TargetChoice.NONE.ridge()));
        } catch (IllegalArgumentException e) {
            throw new OptionsException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<SigmoidChoice.Exponents> exponents(String option, @Nullable List<Double> values) {
        if (values == null) {
            return Optional.empty();
        }
        if (values.size() != 2) {
            throw new OptionsException(option + ": expected two numbers, like 6,6, got " + values.size());
        }
        return Optional.of(new SigmoidChoice.Exponents(values.get(0), values.get(1)));
    }

    private void expectUse(String option, @Nullable Object value, boolean used, String methods) {
        if (value != null && !used) {
            throw new OptionsException(
                    option + ": expected --method " + methods + " with it, got " + method + ". Leave it out");
        }
    }

    private Options options(Structures structures) throws IOException {
        Path file = options;
        Path fitted = model;
        if (file != null && fitted == null) {
            Options read = Options.read(file, overrides);
            return read.open().isEmpty() ? read : read.decide(Domain.of(structures));
        }
        if (fitted == null || file != null) {
            throw new OptionsException("--options: expected an options file, or a model by --model, got "
                    + (file == null ? "neither" : "both"));
        }
        if (!overrides.isEmpty()) {
            throw new OptionsException("-r: expected --options with it, got a model, whose options are fixed");
        }
        return ModelFile.read(fitted, true).options();
    }

    /** The values of {@code --method}. */
    static final class MethodNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        MethodNames() {
            addAll(MapMethod.words());
        }
    }

    /** The values of {@code --landmarks-by}. */
    static final class RuleNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        RuleNames() {
            addAll(LandmarkChoice.Rule.words());
        }
    }
}
