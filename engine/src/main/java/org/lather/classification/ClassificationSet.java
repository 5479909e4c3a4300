package org.lather.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
 * The training structures of a classification, all in memory.
 *
 * @param structures those with a class, as they were read
 * @param frames index of each among all that were read
 * @param labels class of each
 * @param skipped number of structures without a class
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves a training
record ClassificationSet(
        List<Structure> structures,
        int[] frames,
        Classes classes,
        int[] labels,
        StructureGroups groups,
        int skipped,
        Fingerprints fingerprints,
        List<Warning> warnings) {
    static ClassificationSet read(Structures source, Options options, Execution execution) {
        String name = options.targets().keySet().iterator().next();
        Target target = options.targets().values().iterator().next();
        StructureGroups groups = new StructureGroups(options.data().group());
        Fingerprints fingerprints = new Fingerprints();
        List<Structure> structures = new ArrayList<>();
        List<Integer> frames = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        Set<String> keys = new TreeSet<>();
        int read = 0;
        int copies = 0;
        String firstCopy = "";
        execution.progress().stage("reading", 0);
        try (Frames all = source.frames()) {
            for (; all.hasNext(); read++) {
                Structure s = all.next();
                execution.check("Nothing was kept.");
                keys.addAll(s.annotations().keys());
                String label = Classes.read(s, target.key()).orElse("");
                if (label.isEmpty()) {
                    continue;
                }
                groups.add(s);
                structures.add(s);
                frames.add(read);
                labels.add(label);
                if (!fingerprints.add(Fingerprints.of(s)) && copies++ == 0) {
                    firstCopy = s.origin();
                }
                execution.progress().advance(1);
            }
        }
        if (read == 0) {
            throw new DataException("expected at least one structure to train on, found none: " + source.emptiness());
        }
        if (structures.isEmpty()) {
            throw new DataException(
                    source.description() + ": target `" + name + "`: no frame has the key `" + target.key()
                            + "` (found: " + String.join(", ", keys) + ")",
                    Cure.text("Set targets." + name + ".key"));
        }
        Set<String> found = new TreeSet<>(labels);
        if (found.size() < 2) {
            throw new DataException(
                    source.description() + ": target `" + name + "`: expected at least two classes under `"
                            + target.key() + "`, found only " + found,
                    Cure.text("Add structures of another class"));
        }
        if (found.size() > structures.size() / 2) {
            throw new DataException(
                    source.description() + ": target `" + name + "`: expected classes that several structures share,"
                            + " found " + found.size() + " classes of " + structures.size() + " structures",
                    Cure.text("Learn a number with a regression, model.type: sparse_gpr"));
        }
        Classes classes = Classes.of(found, options.model().classifier().positive());
        Warnings warnings = new Warnings();
        if (copies > 0) {
            warnings.add(Warning.of(
                    Warning.Kind.COPIES,
                    copies + " of " + structures.size() + " training structures are copies of others; the first is "
                            + firstCopy,
                    Cure.text("Leave copies out, or keep them in one fold with data.group: held-out errors are too"
                            + " small otherwise")));
        }
        return new ClassificationSet(
                structures,
                frames.stream().mapToInt(Integer::intValue).toArray(),
                classes,
                labels.stream().mapToInt(classes.labels()::indexOf).toArray(),
                groups,
                read - structures.size(),
                fingerprints,
                warnings.list());
    }

    PairwiseFit.Problem problem(double[] kernels) {
        return new PairwiseFit.Problem(kernels, labels, groups.numbers(size()), classes.count());
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
        int periodic =
                (int) structures.stream().filter(s -> s.cell().anyPeriodic()).count();
        return new Periodicity(periodic, structures.size());
    }

    long atoms() {
        return structures.stream().mapToLong(Structure::size).sum();
    }
}
