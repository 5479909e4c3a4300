package org.lather.dataset;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.target.NoiseFactors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The noise factors of the structures of a training set, by their types: one byte for each structure, if types are used
 * at all.
 */
public final class StructureNoise {
    private static final Logger LOG = LoggerFactory.getLogger(StructureNoise.class);

    private final NoiseFactors factors;
    private final List<String> types;
    private final Set<String> others = new TreeSet<>();
    private final int[] counts;
    /** The index of each structure's type in {@link #types}, or −1 if it is not one of them. */
    private byte[] typeOf = new byte[0];

    private int size;

    StructureNoise(NoiseFactors factors) {
        this.factors = factors;
        types = new ArrayList<>(factors.byType().keySet());
        counts = new int[types.size()];
        if (types.size() > Byte.MAX_VALUE) {
            throw new DataException("expected noise factors of at most " + Byte.MAX_VALUE + " types of structures, got "
                    + types.size());
        }
    }

    void add(Structure s) {
        if (types.isEmpty()) {
            return;
        }
        if (size == typeOf.length) {
            typeOf = Arrays.copyOf(typeOf, Math.max(256, 2 * size));
        }
        String type = s.annotations().text(factors.key()).orElse("");
        int found = types.indexOf(type);
        typeOf[size++] = (byte) found;
        if (found >= 0) {
            counts[found]++;
        } else if (others.size() < 20) {
            others.add(type);
        }
    }

    void finish(String description) {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                LOG.warn(
                        "{}: no structure has `{}` = {}, for which noise factors are given (others: {})",
                        description,
                        factors.key(),
                        types.get(i),
                        String.join(", ", others));
            } else {
                LOG.info("noise factors of {} in {} structures", types.get(i), counts[i]);
            }
        }
    }

    /** The factor of a structure for a target or derivative. */
    public double factor(int structure, String name) {
        return types.isEmpty() || typeOf[structure] < 0 ? 1 : factors.of(types.get(typeOf[structure]), name);
    }

    /** Whether two targets have the same factors in every structure. */
    public boolean same(String a, String b) {
        return types.stream().allMatch(t -> factors.of(t, a) == factors.of(t, b));
    }

    void digest(MessageDigest to) {
        to.update(typeOf, 0, size);
    }
}
