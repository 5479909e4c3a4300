package org.lather.regression;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.FileFormat;
import org.lather.arrayfile.ModelFileException;
import org.lather.arrayfile.SafetensorsReader;
import org.lather.arrayfile.SafetensorsWriter;
import org.lather.arrayfile.Tensor;
import org.lather.backend.FeatureBlock;
import org.lather.backend.LowerTriangle;
import org.lather.backend.Matrix;
import org.lather.backend.NormalEquations;
import org.lather.basis.RepresentativeSelection;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.TrainingSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with the partial sums of a training, from which the same training resumes after an interruption. The result is
 * bitwise identical to that of an uninterrupted training. A file of another training, or of other data, is not used.
 * The sums of tensors, which follow those of scalars one order after another, have a separate file for each order.
 */
public final class Checkpoint {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);
    private static final FileFormat FORMAT = new FileFormat("lather-checkpoint", 2, 0);
    private static final long EVERY_NANOS = 60_000_000_000L;

    private final @Nullable Path file;
    private final String fingerprint;
    private final @Nullable Checkpoint numbers;
    private final List<Checkpoint> stages = new ArrayList<>();
    private List<FeatureBlock> representatives = List.of();
    private long[] environments = {};
    private boolean onDisk;
    private int resumedShards;
    private boolean allKept;
    private long lastSaved = System.nanoTime();

    /** @param numbers checkpoint that contains the representatives of this one; null if it contains them itself */
    private Checkpoint(@Nullable Path file, String fingerprint, @Nullable Checkpoint numbers) {
        this.file = file;
        this.fingerprint = fingerprint;
        this.numbers = numbers;
    }

    /** The checkpoint of a training, loaded if its file exists. */
    public static Checkpoint of(TrainingRun run) {
        Checkpoint c = new Checkpoint(run.execution().checkpoint(), fingerprint(run), null);
        c.loadIfThere();
        return c;
    }

    /**
     * The checkpoint of the sums of an order of tensors, with the same representatives, loaded if its file exists.
     *
     * @param order distinguishes its file and the training to which it belongs
     */
    public Checkpoint stage(String order) {
        Path beside = file == null ? null : file.resolveSibling(file.getFileName() + "." + order);
        Checkpoint c = new Checkpoint(beside, fingerprint + "." + order, this);
        stages.add(c);
        c.loadIfThere();
        return c;
    }

    private void loadIfThere() {
        Path there = file;
        if (there != null && Files.exists(there)) {
            try {
                load(there);
            } catch (ModelFileException e) {
                LOG.warn("{}. Its sums are computed again", e.getMessage());
                forget();
            }
        }
    }

    private static String fingerprint(TrainingRun run) {
        String text = run.options().toYaml()
                + run.set().sha256()
                + run.set().targetsSha256()
                + run.backend().info().name()
                + run.backend().info().precision();
        return HexFormat.of().formatHex(TrainingSet.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void load(Path file) {
        try (SafetensorsReader in = SafetensorsReader.open(file, FORMAT, true)) {
            if (!fingerprint.equals(in.metadata("fingerprint"))) {
                LOG.warn("{} belongs to another training and is not used", file);
                return;
            }
            if (numbers == null) {
                int[] centers = in.ints("centers");
                List<FeatureBlock> blocks = new ArrayList<>();
                for (int s = 0; in.names().contains("representatives/" + s); s++) {
                    String name = "representatives/" + s;
                    blocks.add(new FeatureBlock(in.doubles(name), (int) in.shape(name)[1], centers));
                }
                representatives = blocks;
                environments = in.longs("environments");
            }
            resumedShards = in.ints("shards")[0];
            onDisk = true;
            LOG.info("resuming after {} shards from {}", resumedShards, file);
        }
    }

    private void forget() {
        representatives = List.of();
        environments = new long[0];
        resumedShards = 0;
    }

    /** The representatives that the interrupted training had chosen; empty if there is nothing to resume. */
    public Optional<RepresentativeSelection.Chosen> representatives() {
        return representatives.isEmpty()
                ? Optional.empty()
                : Optional.of(new RepresentativeSelection.Chosen(representatives, environments));
    }

    public void chosen(RepresentativeSelection.Chosen chosen) {
        representatives = chosen.blocks();
        environments = chosen.environments();
    }

    /** The number of shards whose sums are in the file. */
    int resumedShards() {
        return resumedShards;
    }

    /** The number of shards whose sums are in the files, including those of all orders of tensors. */
    public int resumedInAll() {
        return resumedShards
                + stages.stream().mapToInt(Checkpoint::resumedShards).sum();
    }

    /**
     * The sums to begin with. They are read on request and not kept, because they take as much memory as the
     * accumulators that continue them. The checksums were compared when the file was loaded.
     */
    NormalEquations sums(int index, int size, int targets) {
        NormalEquations n = new NormalEquations(size, targets);
        if (file == null || resumedShards == 0) {
            return n;
        }
        try (SafetensorsReader in = SafetensorsReader.open(file, FORMAT, false)) {
            LowerTriangle a = n.matrix();
            for (int p = 0; p < a.panels(); p++) {
                double[] rows = in.doubles("matrix/" + index + "/" + p);
                a.write(p, Matrix.of(rows, a.end(p) - a.start(p), a.end(p)));
            }
            copy(in, "right/" + index, n.right());
            copy(in, "squares/" + index, n.squares());
            n.countRows(in.longs("rows")[index]);
        }
        return n;
    }

    private static void copy(SafetensorsReader in, String name, double[] to) {
        double[] values = in.doubles(name);
        System.arraycopy(values, 0, to, 0, to.length);
    }

    /** Whether {@link #shardDone} would save. */
    boolean isDue() {
        return file != null && System.nanoTime() - lastSaved > EVERY_NANOS;
    }

    /** Saves the sums if enough time has passed. */
    void shardDone(int done, Supplier<List<NormalEquations>> sums) {
        if (file != null && isDue()) {
            save(file, done, sums.get());
        }
    }

    /** Saves the sums over all shards, unless the file contains them already. */
    void summed(int shards, Supplier<List<NormalEquations>> sums) {
        allKept = file != null && (resumedShards == shards || save(file, shards, sums.get()));
    }

    /** Returns a sentence on the work that is kept if the training is interrupted after the sums. */
    public String afterSums() {
        return !allKept
                ? "Nothing was kept."
                : "The sums over all structures are kept in " + file + ". Resume with the same command";
    }

    /** Returns a sentence on the work that is kept if the training is interrupted between the sums of two orders. */
    public String betweenOrders() {
        return onDisk
                ? "What was done before is kept in " + file + " and beside it. Resume with the same command"
                : "Nothing was kept.";
    }

    /** Saves the sums and returns a message. */
    String saveNow(int done, int shards, Supplier<List<NormalEquations>> sums) {
        if (file == null) {
            return "interrupted. Nothing was kept";
        }
        if (!save(file, done, sums.get())) {
            return "interrupted. Nothing was kept: " + file + " could not be written";
        }
        return "interrupted after " + done + " of " + shards + " shards; their sums are kept in " + file
                + ". Resume with the same command";
    }

    private boolean saveRepresentatives() {
        Path own = file;
        return own != null && save(own, 0, List.of());
    }

    private boolean save(Path to, int done, List<NormalEquations> sums) {
        Map<String, String> metadata = new LinkedHashMap<>(FORMAT.describe(Map.of("fingerprint", fingerprint)));
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(Tensor.of("shards", new int[] {done}, 1));
        if (numbers == null) {
            addRepresentatives(tensors);
        } else if (!numbers.onDisk && !numbers.saveRepresentatives()) {
            return false;
        }
        long[] rows = new long[sums.size()];
        for (int i = 0; i < rows.length; i++) {
            NormalEquations n = sums.get(i);
            for (int p = 0; p < n.matrix().panels(); p++) {
                Matrix panel = n.matrix().read(p, n.matrix().buffer());
                tensors.add(Tensor.of("matrix/" + i + "/" + p, panel.values(), panel.rows(), panel.columns()));
            }
            tensors.add(Tensor.of("right/" + i, n.right(), n.targets(), n.size()));
            tensors.add(Tensor.of("squares/" + i, n.squares(), n.targets()));
            rows[i] = n.rows();
        }
        tensors.add(Tensor.of("rows", rows, rows.length));
        try {
            SafetensorsWriter.write(to, metadata, tensors);
            onDisk = true;
        } catch (IOException e) {
            LOG.warn("checkpoint {} could not be written: {}", to, e.getMessage());
            return false;
        } finally {
            lastSaved = System.nanoTime();
        }
        return true;
    }

    private void addRepresentatives(List<Tensor> tensors) {
        int rows = representatives.get(0).rows();
        tensors.add(Tensor.of("centers", representatives.get(0).centers(), rows));
        tensors.add(Tensor.of("environments", environments, rows));
        for (int s = 0; s < representatives.size(); s++) {
            FeatureBlock b = representatives.get(s);
            tensors.add(Tensor.of("representatives/" + s, b.values(), b.rows(), b.columns()));
        }
    }

    /** Deletes the files when the training is finished. */
    public void delete() {
        stages.forEach(Checkpoint::delete);
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("{} could not be deleted: {}", file, e.getMessage());
            }
        }
    }
}
