package org.lather.dataset;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.lather.error.Cure;
import org.lather.gram.Partition;
import org.lather.structure.Annotations;
import org.lather.structure.DataException;
import org.lather.structure.Missing;
import org.lather.structure.Structure;

/**
 * The groups of structures that no fold of a cross-validation divides, by the value of a key; without a key each
 * structure is by itself.
 */
public final class StructureGroups {
    private final String key;
    private final Map<String, Integer> numbers = new HashMap<>();
    private int[] group = new int[0];
    private int size;

    /** @param key key of the groups; empty for none */
    public StructureGroups(String key) {
        this.key = key;
    }

    /**
     * Adds a structure.
     *
     * @throws DataException if it lacks the key
     */
    public void add(Structure s) {
        if (key.isEmpty()) {
            return;
        }
        if (size == group.length) {
            group = Arrays.copyOf(group, Math.max(256, 2 * size));
        }
        group[size++] = numbers.computeIfAbsent(value(s), v -> numbers.size());
    }

    private String value(Structure s) {
        Annotations a = s.annotations();
        return a.value(key)
                .filter(v -> !Missing.is(v) && !v.text().isBlank())
                .orElseThrow(() -> new DataException(
                        s.place() + "expected the group of the structure under `" + key + "`, which `data.group` names,"
                                + " found " + (a.has(key) ? "`" + a.text(key).orElse("") + "`" : "none"),
                        Cure.text("Give every structure one, or leave `data.group` out")))
                .text();
    }

    /** Whether structures have groups. */
    public boolean exist() {
        return !key.isEmpty();
    }

    /** The number of the group of each structure, from 0; without a key the number of the structure. */
    public int[] numbers(int structures) {
        return exist()
                ? Arrays.copyOf(group, size)
                : IntStream.range(0, structures).toArray();
    }

    /** Whether a structure was added whose key has a value. */
    boolean contains(String value) {
        return numbers.containsKey(value);
    }

    /** The number of different groups. */
    public int count() {
        return numbers.size();
    }

    /** The key of the groups; empty for none. */
    public String key() {
        return key;
    }

    /**
     * Divides the structures into folds that divide no group, or without groups into folds of consecutive structures.
     *
     * @param atoms number of atoms of each structure
     */
    public Partition partition(int[] atoms, int folds, long seed) {
        return exist()
                ? Partition.ofGroups(Arrays.copyOf(group, size), folds, seed)
                : Partition.consecutive(atoms, folds, seed);
    }

    void digest(MessageDigest to) {
        ByteBuffer bits = ByteBuffer.allocate(4);
        for (int i = 0; i < size; i++) {
            to.update(bits.putInt(0, group[i]).array());
        }
    }

    long bytes() {
        return 4L * group.length
                + numbers.keySet().stream().mapToLong(k -> 80 + k.length()).sum();
    }
}
