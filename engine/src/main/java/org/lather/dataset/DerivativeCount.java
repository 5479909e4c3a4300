package org.lather.dataset;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.TargetReading;

/**
 * The number of structures of a training set that have a derivative, and a digest of its values. The values themselves
 * are read again when they are used.
 */
public final class DerivativeCount {
    private final Derivative derivative;
    private final MessageDigest digest = TrainingSet.digest();
    private byte[] sha256 = new byte[0];
    private int structures;
    private int ignored;
    private long atoms;
    private long labelled;

    DerivativeCount(Derivative derivative) {
        this.derivative = derivative;
    }

    public Derivative derivative() {
        return derivative;
    }

    public int structures() {
        return structures;
    }

    /** The number of structures that carry the derivative but cannot have it ({@link TargetReading#isIgnored}). */
    public int ignored() {
        return ignored;
    }

    /** The numbers of atoms whose forces are missing, in structures where other atoms have forces. */
    public long atomsWithout() {
        return atoms - labelled;
    }

    void add(Structure s) {
        ignored += TargetReading.isIgnored(s, derivative) ? 1 : 0;
        boolean has = TargetReading.has(s, derivative);
        digest.update((byte) (has ? 1 : 0));
        if (has) {
            structures++;
            ByteBuffer bits = ByteBuffer.allocate(8);
            double[] values = TargetReading.read(s, derivative);
            for (double v : values) {
                digest.update(bits.putDouble(0, v).array());
            }
            if (derivative.kind() == Derivative.Kind.FORCES) {
                atoms += s.size();
                labelled += Arrays.stream(values).filter(v -> !Double.isNaN(v)).count() / 3;
            }
        }
    }

    /** The digest of the values so far. */
    byte[] sha256() {
        if (sha256.length == 0) {
            sha256 = digest.digest();
        }
        return sha256;
    }
}
