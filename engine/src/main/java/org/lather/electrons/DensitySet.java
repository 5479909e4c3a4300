package org.lather.electrons;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.lather.dataset.StructureGroups;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.error.Warnings;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.options.Periodicity;
import org.lather.structure.DataException;
import org.lather.structure.Fingerprints;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.target.Target;

/**
 * The training structures of a density with their coefficients, all in memory.
 *
 * @param structures as they were read, without annotations but their origin
 * @param coefficients of each structure
 */
record DensitySet(
        List<Structure> structures,
        List<double[]> coefficients,
        StructureGroups groups,
        Fingerprints fingerprints,
        List<Warning> warnings) {
    /** The largest number of functions whose overlaps with each other are in one array. */
    private static final int LARGEST = 46_000;

    static DensitySet read(Structures source, Options options, Overlaps overlaps, Execution execution) {
        Target target = options.targets().values().iterator().next();
        CoefficientFiles files = files(options, overlaps.basis(), source);
        StructureGroups groups = new StructureGroups(options.data().group());
        Fingerprints fingerprints = new Fingerprints();
        List<Structure> structures = new ArrayList<>();
        List<double[]> coefficients = new ArrayList<>();
        Warnings warnings = new Warnings();
        int copies = 0;
        execution.progress().stage("reading", 0);
        try (Frames all = source.frames()) {
            while (all.hasNext()) {
                Structure s = all.next();
                execution.check("Nothing was kept.");
                overlaps.basis().expect(s);
                expectSize(s, overlaps.basis());
                groups.add(s);
                coefficients.add(files.require(s, overlaps));
                structures.add(s.with(s.annotations().originOnly()));
                copies += fingerprints.add(Fingerprints.of(s)) ? 0 : 1;
                execution.progress().advance(1);
            }
        }
        if (structures.size() < 2) {
            throw new DataException("expected at least two structures to train on, found " + structures.size() + ": "
                    + (structures.isEmpty() ? source.emptiness() : source.description())
                    + ", for the target with the file "
                    + target.key());
        }
        if (copies > 0) {
            warnings.add(Warning.of(
                    Warning.Kind.COPIES,
                    copies + " of " + structures.size() + " training structures are copies of others",
                    Cure.text("Leave copies out, or keep them in one fold with data.group: held-out errors are too"
                            + " small otherwise")));
        }
        return new DensitySet(structures, coefficients, groups, fingerprints, warnings.list());
    }

    /** Expects that the overlaps of all functions of a structure fit in an array. */
    private static void expectSize(Structure s, AuxiliaryBasis basis) {
        int functions = basis.size(s);
        if (functions > LARGEST) {
            throw new DataException(
                    s.place() + "expected at most " + LARGEST + " functions of the basis in a training structure, got "
                            + functions,
                    Cure.text("Train on smaller structures"));
        }
    }

    /** The coefficient files of structures. */
    static CoefficientFiles files(Options options, AuxiliaryBasis basis, Structures structures) {
        Target target = options.targets().values().iterator().next();
        Path key = options.data().folder().resolve(target.key());
        List<Path> training = new ArrayList<>();
        for (String specification : options.data().train()) {
            // a model may be used where its training files are not
            Path whole = options.data().folder().resolve(specification);
            int slice = specification.lastIndexOf('@');
            training.add(
                    slice < 0 || Files.exists(whole)
                            ? whole
                            : options.data().folder().resolve(specification.substring(0, slice)));
        }
        return new CoefficientFiles(basis, key.toString(), training, structures);
    }

    int size() {
        return structures.size();
    }

    /** The atomic numbers of all structures, ascending. */
    int[] elements() {
        return structures.stream()
                .flatMapToInt(s -> Arrays.stream(s.atomicNumbers()))
                .distinct()
                .sorted()
                .toArray();
    }

    Periodicity periodicity() {
        return new Periodicity(0, structures.size());
    }

    long environments() {
        return structures.stream().mapToLong(Structure::size).sum();
    }

    /** The numbers of functions of all structures together. */
    long functions() {
        return coefficients.stream().mapToLong(c -> c.length).sum();
    }

    /** The fold of each structure, of the options' number of folds. */
    int[] folds(Options options) {
        int folds = options.model().folds();
        int[] numbers = groups.numbers(size());
        int count = Arrays.stream(numbers).max().orElse(-1) + 1;
        List<Integer> order = new ArrayList<>();
        for (int g = 0; g < count; g++) {
            order.add(g);
        }
        Collections.shuffle(order, new Random(options.model().seed()));
        int[] fold = new int[count];
        for (int i = 0; i < count; i++) {
            fold[order.get(i)] = i % folds;
        }
        return Arrays.stream(numbers).map(g -> fold[g]).toArray();
    }
}
