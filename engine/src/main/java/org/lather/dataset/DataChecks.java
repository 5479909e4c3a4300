package org.lather.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Fingerprints;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.Target;
import org.lather.target.TargetReading;

/** Looks at each training structure for signs that the data are not what the user expects. */
final class DataChecks {
    private final CenterCheck centers = new CenterCheck();
    /** An element in fewer structures than this is rare, where there are so many times more without it. */
    private static final int FEW_STRUCTURES = 5;

    private static final int MANY = 20;

    private final Fingerprints fingerprints = new Fingerprints();
    private final DistanceCheck distances = new DistanceCheck();
    private final List<ForceCheck> forces = new ArrayList<>();
    private final Map<String, Labels> labels = new LinkedHashMap<>();
    /** The number of structures with each element. */
    private final Map<Integer, Integer> elements = new TreeMap<>();

    private int structures;
    private int trained;
    private int copies;
    private String firstCopy = "";

    /** The structures that have a target or derivative, and names like its own in others. */
    private static final class Labels {
        private final String key;
        private final SimilarKeys similar;
        private final String setting;
        private final Predicate<Structure> has;
        private int count;

        Labels(String key, boolean column, String setting, Predicate<Structure> has) {
            this.key = key;
            this.similar = new SimilarKeys(key, column);
            this.setting = setting;
            this.has = has;
        }

        void add(Structure s) {
            if (has.test(s)) {
                count++;
            } else {
                similar.add(s);
            }
        }
    }

    DataChecks(Map<String, Target> targets) {
        targets.forEach((name, t) -> {
            String setting = "targets." + name;
            labels.put(
                    name,
                    new Labels(t.key(), t.quantity().isPerAtom(), setting + ".key", s -> TargetReading.has(s, t)));
            for (Derivative d : t.derivatives()) {
                boolean column = d.kind() == Derivative.Kind.FORCES;
                String own = setting + "." + d.kind().word() + ".key";
                labels.put(d.name(name), new Labels(d.key(), column, own, s -> TargetReading.has(s, d)));
                if (column) {
                    forces.add(new ForceCheck(name, t, d));
                }
            }
        });
    }

    /** Looks for labels in a structure, which may have none. */
    void addLabels(Structure s) {
        centers.add(s);
        structures++;
        labels.values().forEach(l -> l.add(s));
    }

    /** Looks at a structure that is trained on. */
    void add(Structure s) {
        trained++;
        Arrays.stream(s.atomicNumbers()).distinct().forEach(z -> elements.merge(z, 1, Integer::sum));
        if (!fingerprints.add(Fingerprints.of(s)) && copies++ == 0) {
            firstCopy = s.origin();
        }
        distances.add(s);
        forces.forEach(f -> f.add(s));
    }

    /** The structures that were trained on. */
    Fingerprints fingerprints() {
        return fingerprints;
    }

    /** Returns the number of structures with each target and derivative, by its name. */
    Map<String, Integer> labels() {
        Map<String, Integer> out = new LinkedHashMap<>();
        labels.forEach((name, l) -> out.put(name, l.count));
        return out;
    }

    /** Returns the names like the one of a target or derivative in structures that lack it, in order. */
    List<String> similar(String name) {
        Labels wanted = labels.get(name);
        return wanted == null ? List.of() : List.copyOf(wanted.similar.found().keySet());
    }

    /**
     * Returns all warnings.
     *
     * @param data the structures, as messages name them
     */
    List<Warning> warnings(String data) {
        List<Warning> out = new ArrayList<>();
        labels.forEach((name, l) -> l.similar
                .found()
                .forEach((other, n) -> out.add(Warning.of(
                        Warning.Kind.SIMILAR_KEY,
                        data + ": `" + l.key + "`, the key of " + name + ", is in " + l.count + " of " + structures
                                + " structures; " + n + " others have `" + other
                                + "`, which looks like it, and are not used"
                                + " for " + name,
                        Cure.text("Give all structures the same name, or set " + l.setting + " to the right one")))));
        if (copies > 0) {
            out.add(Warning.of(
                    Warning.Kind.COPIES,
                    data + ": " + copies + " of " + trained
                            + " training structures are copies of earlier ones (elements," + " positions and cell)"
                            + (firstCopy.isEmpty() ? "" : "; the first is " + firstCopy),
                    Cure.text("Leave them out: cross-validation takes a copy of a training structure for a test")));
        }
        rare(data).ifPresent(out::add);
        distances.warning(data).ifPresent(out::add);
        forces.forEach(f -> f.warning().ifPresent(out::add));
        return out;
    }

    /** The warning about elements of which the model knows next to nothing. */
    private Optional<Warning> rare(String data) {
        List<String> rare = new ArrayList<>();
        elements.forEach((z, n) -> {
            if (n < FEW_STRUCTURES && MANY * n <= trained) {
                rare.add(Element.symbol(z) + " in " + n);
            }
        });
        if (rare.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Warning.of(
                Warning.Kind.RARE_ELEMENTS,
                data + ": of " + trained + " training structures few have " + String.join(", ", rare)
                        + ": predictions for " + (rare.size() == 1 ? "this element" : "these elements")
                        + " rest on these alone",
                Cure.text("Add structures with " + (rare.size() == 1 ? "it" : "them")
                        + ", or leave these out and predict none with "
                        + (rare.size() == 1 ? "it" : "them"))));
    }

    /** See {@link CenterCheck#failure}. */
    DataException withoutCenters(String description, String name, Target target) {
        return centers.failure(description, name, target);
    }
}
