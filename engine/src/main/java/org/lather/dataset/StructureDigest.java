package org.lather.dataset;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.lather.gram.ShardPlan;
import org.lather.structure.Structure;

/**
 * Computes the SHA-256 of atoms, positions and cells, in order. Structures are digested in groups while the next ones
 * are read.
 */
final class StructureDigest {
    private static final int MOST_STRUCTURES = 256;

    private final MessageDigest digest = TrainingSet.digest();
    private List<Structure> waiting = new ArrayList<>();
    private long atoms;
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

    void add(Structure s) {
        waiting.add(s);
        atoms += s.size();
        if (waiting.size() == MOST_STRUCTURES || atoms >= ShardPlan.MAX_ATOMS) {
            List<Structure> batch = waiting;
            waiting = new ArrayList<>();
            atoms = 0;
            running.join();
            running = CompletableFuture.runAsync(() -> batch.forEach(this::update));
        }
    }

    private void update(Structure s) {
        digest.update((Arrays.toString(s.atomicNumbers()) + Arrays.toString(s.positions()) + s.cell())
                .getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the digest of all structures in hexadecimal digits and ends the computation. */
    String finish() {
        running.join();
        waiting.forEach(this::update);
        waiting.clear();
        return HexFormat.of().formatHex(digest.digest());
    }
}
