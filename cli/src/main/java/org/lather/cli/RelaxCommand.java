package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.lather.evaluation.Extrapolation;
import org.lather.evaluation.TrainingSetWatch;
import org.lather.execution.CancelledException;
import org.lather.model.ModelFile;
import org.lather.model.ModelParameters;
import org.lather.options.OptionsException;
import org.lather.potential.ModelPotential;
import org.lather.potential.NumericalException;
import org.lather.predict.Model;
import org.lather.relax.CellFreedom;
import org.lather.relax.Relaxation;
import org.lather.relax.RelaxationGoal;
import org.lather.relax.RelaxationStep;
import org.lather.relax.RelaxedStructure;
import org.lather.relax.Relaxer;
import org.lather.relax.StrainMask;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.AtomicFile;
import org.lather.structure.file.ExtendedXyzWriter;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.target.Unit;
import org.lather.uncertainty.Uncertainties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lather relax}. */
@Command(
        name = "relax",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lather relax model.safetensors start.xyz -o relaxed.xyz",
            "  lather relax model.safetensors bulk.xyz -o relaxed.xyz --cell full --pressure 2GPa"
        },
        description = {
            "Moves atoms, and where asked the cell, until forces and stress of a model are small.",
            "Writes the relaxed structures with energy, forces and stress. Atoms with F in a column move_mask stay."
        })
final class RelaxCommand implements Callable<Integer> {
    private static final Unit FORCE = Unit.of("eV/A");
    private static final Unit PRESSURE = Unit.of("GPa");

    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Mixin
    private final FoldingOption folding = new FoldingOption();

    @Mixin
    private final PotentialOptions potentials = new PotentialOptions();

    @Mixin
    private final ModelAndData input = new ModelAndData();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT.xyz",
            required = true,
            description = "The relaxed structures.")
    private Path output = Path.of("");

    @Option(
            names = "--cell",
            paramLabel = "WHAT",
            description = "What of the cell is relaxed too: none, isotropic (the volume) or full. Default: none.")
    private CellFreedom cell = CellFreedom.NONE;

    @Option(
            names = "--cell-mask",
            paramLabel = "COMPONENTS",
            description = "With --cell full: the components of the strain that are free, among xx, yy, zz, yz, xz, xy,"
                    + " like xx,yy,xy for a slab. Default: all.")
    private String cellMask = "";

    @Option(
            names = "--pressure",
            paramLabel = "P",
            description = "External pressure, GPa, or with a unit like 0.01eV/A^3; positive compresses. Default: 0.")
    private String pressure = "0";

    @Option(
            names = "--force-tolerance",
            paramLabel = "F",
            description = "The longest force is to be at most this, eV/A. Default: 0.01.")
    private String forceTolerance = "0.01";

    @Option(
            names = "--stress-tolerance",
            paramLabel = "S",
            description = "With --cell: no component of stress plus pressure is to be larger, GPa. Default: 0.01.")
    private String stressTolerance = "0.01";

    @Option(names = "--steps", paramLabel = "N", description = "The most steps for a structure. Default: 500.")
    private int steps = 500;

    @Option(names = "--json", description = "Print how each relaxation ended as JSON.")
    private boolean json;

    RelaxCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        RelaxationGoal goal = goal();
        Structures structures = input.structures();
        input.files(structures).writes("-o", output).expectDistinct().expectWritable();
        OutputFiles.expectStructures(output);
        ModelParameters parameters = ModelFile.read(input.model(), potentials.verify());
        String first = "";
        long failed = 0;
        long count = 0;
        try (Session session = Session.open(compute, console);
                Model model = Model.of(parameters, session.backend(), folding.folding());
                Frames frames = checked(structures, model);
                AtomicFile target = AtomicFile.create(output)) {
            TrainingSetWatch watch = new TrainingSetWatch(model, session.quietExecution());
            ModelPotential potential =
                    potentials.of(model, session.quietExecution(), Uncertainties.NONE, watch, console);
            ExtendedXyzWriter writer = ExtendedXyzWriter.of(target, output);
            while (frames.hasNext()) {
                Structure start = frames.next();
                Relaxation r = new Relaxer(potential, goal, this::show).relax(start);
                RelaxedStructure relaxed = new RelaxedStructure(start, r, potential.uncertainty(r.structure()));
                writer.write(relaxed.structure());
                if (!r.converged() && failed++ == 0) {
                    first = name(start, count) + r.describe();
                }
                report(relaxed, start, count++);
            }
            if (count == 0) {
                throw new DataException("expected at least one frame, got none: " + structures.emptiness());
            }
            writer.close();
            target.commit();
            console.warn(watch.summary());
        }
        console.print(json ? "]" : "written: " + output);
        if (failed > 0) {
            throw new NumericalException(first + (failed > 1 ? "; nor were " + (failed - 1) + " other structures" : "")
                    + ". Raise --steps or the tolerances, or look at the structure in " + output);
        }
        return ExitCodes.OK;
    }

    /**
     * Returns all structures, after a look at each: one that cannot be relaxed ends the command before the computation,
     * not after that of others.
     */
    private Frames checked(Structures structures, Model model) {
        Extrapolation extrapolation = new Extrapolation(model.parameters());
        try (Frames frames = structures.frames()) {
            frames.forEachRemaining(s -> {
                model.check(s);
                extrapolation.add(s);
            });
        }
        console.warn(extrapolation.warnings());
        return structures.frames();
    }

    private RelaxationGoal goal() {
        double p = UnitQuantity.parse("--pressure", pressure, PRESSURE);
        double f = UnitQuantity.parse("--force-tolerance", forceTolerance, FORCE);
        double s = UnitQuantity.parse("--stress-tolerance", stressTolerance, PRESSURE);
        if (cell == CellFreedom.NONE && p != 0) {
            throw new OptionsException("--pressure: expected --cell isotropic or full with it, got --cell none");
        }
        if (!cellMask.isEmpty() && cell != CellFreedom.FULL) {
            throw new OptionsException("--cell-mask: expected --cell full with it, got --cell "
                    + cell.name().toLowerCase(Locale.ROOT));
        }
        try {
            return new RelaxationGoal(cell, strain(), p, f, s, steps);
        } catch (IllegalArgumentException e) {
            throw new OptionsException(String.valueOf(e.getMessage()), e);
        }
    }

    private StrainMask strain() {
        try {
            return cellMask.isEmpty() ? StrainMask.ALL : StrainMask.parse(cellMask);
        } catch (IllegalArgumentException e) {
            throw new OptionsException("--cell-mask: " + e.getMessage(), e);
        }
    }

    /** Prints a line for every step, with {@code -v}. */
    private void show(RelaxationStep s) {
        if (console.interruption().getAsBoolean()) {
            throw new CancelledException("interrupted. Nothing was written.");
        }
        if (console.verbosity() > 0) {
            console.info(String.format(
                    Locale.ROOT,
                    "  step %4d  energy %.6f eV  force %.2e eV/A%s",
                    s.step(),
                    s.energy(),
                    s.force(),
                    cell == CellFreedom.NONE
                            ? ""
                            : String.format(Locale.ROOT, "  stress %.2e GPa", s.stress() / PRESSURE.factor())));
        }
    }

    private static String name(Structure start, long count) {
        return (start.origin().isEmpty() ? "structure " + count : start.origin()) + ": ";
    }

    /** Prints one line, or one element of a JSON array, for a structure, so that results are not kept in memory. */
    private void report(RelaxedStructure r, Structure start, long count) {
        if (json) {
            console.print((count == 0 ? "[" : ",") + Console.json(r.toMap()));
        } else {
            console.print(name(start, count)
                    + String.format(
                            Locale.ROOT,
                            "energy %.6f eV, %s",
                            r.relaxation().energetics().energy(),
                            r.relaxation().describe()));
        }
    }
}
