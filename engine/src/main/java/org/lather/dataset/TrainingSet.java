package org.lather.dataset;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lather.backend.Progress;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.gram.Partition;
import org.lather.neighbour.LoneAtoms;
import org.lather.options.Options;
import org.lather.options.Periodicity;
import org.lather.structure.DataException;
import org.lather.structure.Fingerprints;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.target.FittedBaseline;
import org.lather.target.Target;
import org.lather.target.TargetReading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result of one pass over the training structures: their sizes, elements and targets. Structures without any target
 * are ignored. Structures are kept if they fit in memory ({@link KeptStructures}); otherwise later passes read them
 * again.
 */
public final class TrainingSet {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingSet.class);

    private final Map<String, Target> targets;
    private final List<TargetValues> values = new ArrayList<>();
    private final TreeMap<Integer, Long> elements = new TreeMap<>();
    private final EnvironmentCenters centers = new EnvironmentCenters();
    private int[] atoms = new int[256];
    private int structures;
    private int periodic;
    private int skipped;
    private long environments;
    private final StructureNoise noise;
    private final StructureGroups groups;
    private final StructureDigest digest = new StructureDigest();
    private final KeptStructures kept;
    private String sha256 = "";
    private final DataChecks checks;
    private List<Warning> warnings = List.of();
    /** The largest distance to a nearest neighbour in structures where it is not small, Å. */
    private final List<Double> loneliest = new ArrayList<>();

    private TrainingSet(Options options, long mostKept) {
        this.targets = options.targets();
        this.noise = new StructureNoise(options.model().noiseFactors());
        this.groups = new StructureGroups(options.data().group());
        targets.forEach((name, t) -> values.add(new TargetValues(name, t)));
        checks = new DataChecks(targets);
        kept = new KeptStructures(targets.values(), mostKept);
    }

    /** Creates a SHA-256 digest. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /**
     * Reads the structures, up to a number of structures that have targets.
     *
     * @param mostKept largest number of bytes for structures that are kept
     */
    public static TrainingSet scan(Structures source, Options options, int most, long mostKept, Progress progress) {
        TrainingSet set = new TrainingSet(options, mostKept);
        TreeSet<String> keys = new TreeSet<>();
        progress.stage("reading", 0);
        try (Frames frames = source.frames()) {
            while (set.structures < most && frames.hasNext()) {
                Structure s = frames.next();
                if (set.structures + set.skipped == 0) {
                    keys.addAll(s.annotations().keys());
                    keys.addAll(s.annotations().columns());
                }
                set.add(s);
                progress.advance(1);
            }
        }
        set.finish(source, keys);
        set.centers.learnOnly(set.values, options.model().kernel().centers());
        set.notePartialLabels(progress);
        return set;
    }

    /** Says how many atoms have a target or forces, where only some of the atoms of a structure do. */
    private void notePartialLabels(Progress progress) {
        for (TargetValues v : values) {
            if (v.atomsWithout() > 0) {
                progress.note(String.format(
                        Locale.ROOT,
                        "labels    %s of %,d of %,d atoms",
                        v.name(),
                        v.labels(),
                        v.labels() + v.atomsWithout()));
            }
            for (DerivativeCount d : v.derivatives()) {
                if (d.atomsWithout() > 0) {
                    progress.note(String.format(
                            Locale.ROOT,
                            "labels    %s without those of %,d atoms",
                            d.derivative().name(v.name()),
                            d.atomsWithout()));
                }
            }
        }
    }

    private void add(Structure s) {
        checks.addLabels(s);
        values.forEach(v -> v.freeAtoms().add(s));
        if (!wanted(s)) {
            skipped++;
            return;
        }
        if (structures == atoms.length) {
            atoms = Arrays.copyOf(atoms, 2 * structures);
        }
        atoms[structures++] = s.size();
        environments += s.size();
        periodic += s.cell().anyPeriodic() ? 1 : 0;
        double loneliestHere = s.size() > 1 ? LoneAtoms.loneliest(s) : 0;
        if (loneliestHere >= LoneAtoms.NEAR) {
            loneliest.add(loneliestHere);
        }
        centers.add(s);
        values.forEach(v -> v.add(s));
        noise.add(s);
        groups.add(s);
        digest.add(s);
        kept.add(s);
        checks.add(s);
    }

    private void finish(Structures source, Set<String> keys) {
        if (structures == 0 && skipped == 0) {
            throw new DataException("expected at least one structure to train on, found none: " + source.emptiness());
        }
        for (TargetValues c : values) {
            expectFound(source.description(), c, keys);
            for (DerivativeCount d : c.derivatives()) {
                expectFound(source.description(), c.name(), d, keys);
            }
        }
        noise.finish(source.description());
        warnings = checks.warnings(source.description());
        sha256 = digest.finish();
        long[] counts = centers.counts();
        for (int z = 1; z < counts.length; z++) {
            if (counts[z] > 0) {
                elements.put(z, counts[z]);
            }
        }
    }

    private void expectFound(String description, TargetValues v, Set<String> keys) {
        String name = v.name();
        Target t = v.target();
        if (v.structures() == 0) {
            if (!t.centers().isEmpty() && keys.contains(t.key())) {
                throw checks.withoutCenters(description, name, t);
            }
            throw new DataException(
                    description + ": target `" + name + "`: no frame has "
                            + (keys.contains(t.key()) ? "a number in the " : "the ")
                            + (t.quantity().isPerAtom() ? "column" : "key") + " `" + t.key() + "` (found: "
                            + String.join(", ", keys) + ")",
                    Cure.text("Set targets." + name + ".key" + proposal(name)));
        }
        LOG.info("target {}: key `{}` in {} of {} structures", name, t.key(), v.structures(), structures + skipped);
    }

    private void expectFound(String description, String target, DerivativeCount d, Set<String> keys) {
        String key = d.derivative().key();
        String word = d.derivative().kind().word();
        if (d.structures() == 0) {
            throw new DataException(
                    description + ": target `" + target + "`: no frame "
                            + (d.ignored() > 0 ? "that repeats in three directions " : "") + "has its " + word + " `"
                            + key + "` (found: " + String.join(", ", keys) + ")",
                    Cure.text("Set targets." + target + "." + word + ".key"
                            + proposal(d.derivative().name(target)) + ", or leave it out"));
        }
        LOG.info("target {}: {} `{}` in {} of {} structures", target, word, key, d.structures(), structures + skipped);
    }

    /** The value of a key that is not in the data, if a similar one is: words after the name of the setting. */
    private String proposal(String name) {
        List<String> similar = checks.similar(name);
        return similar.isEmpty() ? "" : " to `" + String.join("` or `", similar) + "`";
    }

    /** Whether a structure has any of the targets or their derivatives. */
    boolean wanted(Structure s) {
        if (values.stream().anyMatch(v -> v.freeAtoms().leavesOut(s))) {
            return false;
        }
        for (Target t : targets.values()) {
            if (TargetReading.hasAny(s, t)) {
                return true;
            }
        }
        return false;
    }

    public int structures() {
        return structures;
    }

    /** What suggests that the structures are not what the user expects. */
    public List<Warning> warnings() {
        return warnings;
    }

    /** The number of structures with each target and derivative, by its name. */
    public Map<String, Integer> labels() {
        return checks.labels();
    }

    /** The structures as a set. */
    public Fingerprints fingerprints() {
        return checks.fingerprints();
    }

    /** The number of structures, and of those that are periodic in at least one direction. */
    public Periodicity periodicity() {
        return new Periodicity(periodic, structures);
    }

    public int skipped() {
        return skipped;
    }

    /**
     * The number of structures of several atoms that have an atom without a neighbour.
     *
     * @param cutoff distance within which atoms are neighbours, Å
     */
    public int lonely(double cutoff) {
        return cutoff == 0
                ? 0
                : (int) loneliest.stream().filter(d -> d >= cutoff).count();
    }

    public long environments() {
        return environments;
    }

    /** The elements of the centres of all environments. */
    public EnvironmentCenters centers() {
        return centers;
    }

    /** The structures with targets, if they are kept. */
    public KeptStructures kept() {
        return kept;
    }

    /** The number of atoms of each structure. */
    public int[] atoms() {
        return Arrays.copyOf(atoms, structures);
    }

    public int[] elements() {
        return elements.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    /** The fraction of the learnt environments with each element as the centre, in the order of {@link #elements()}. */
    public double[] shares() {
        return centers.shares(elements());
    }

    /** The noise factors of the structures. */
    public StructureNoise noise() {
        return noise;
    }

    /** The groups of the structures. */
    public StructureGroups groups() {
        return groups;
    }

    /** Divides the structures into folds of a cross-validation, which divide no group. */
    public Partition partition(int folds, long seed) {
        return groups.partition(atoms(), folds, seed);
    }

    /** The values of all targets, in the order of the options. */
    public List<TargetValues> values() {
        return values;
    }

    /** The values of the targets that are numbers. */
    public List<TargetValues> numbers() {
        return values.stream().filter(v -> !v.target().isTensor()).toList();
    }

    /** The values of the targets that are tensors. */
    public List<TargetValues> tensors() {
        return values.stream().filter(v -> v.target().isTensor()).toList();
    }

    /** The SHA-256 of atoms, positions and cells, in order. */
    public String sha256() {
        return sha256;
    }

    /** The SHA-256 of the values of all targets, after baselines are subtracted if these have been fitted. */
    public String targetsSha256() {
        MessageDigest all = digest();
        values.forEach(v -> v.digest(all));
        noise.digest(all);
        groups.digest(all);
        return HexFormat.of().formatHex(all.digest());
    }

    /** Fits the baselines of every target and subtracts them. */
    public Map<String, List<FittedBaseline>> fitBaselines() {
        Map<String, List<FittedBaseline>> out = new LinkedHashMap<>();
        values.forEach(v -> out.put(v.name(), v.fitBaselines(elements())));
        return out;
    }

    /** The number of bytes of the targets. */
    public long bytes() {
        return 4L * structures
                + environments
                + groups.bytes()
                + checks.fingerprints().bytes()
                + values.stream().mapToLong(TargetValues::bytes).sum();
    }
}
