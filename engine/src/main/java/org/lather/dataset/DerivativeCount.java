package org.lather.dataset;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
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

    DerivativeCount(Derivative derivative) {
        this.derivative = derivative;
    }

    public Derivative derivative() {
        return derivative;
    }

    public int structures() {
        return structures;
    }

    void add(Structure s) {
        boolean has = TargetReading.has(s, derivative);
        digest.update((byte) (has ? 1 : 0));
        if (has) {
            structures++;
            ByteBuffer bits = ByteBuffer.allocate(8);
            for (double v : TargetReading.read(s, derivative)) {
                digest.update(bits.putDouble(0, v).array());
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
