package org.lather.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.lather.options.Target;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/** A baseline with its numbers: what is taken off a target and added to its prediction. */
public sealed interface FittedBaseline {
    /** The baseline of a structure: one number, or one an atom. */
    double[] of(Structure s, Target target);

    /** Why it has no derivative with respect to positions; empty where that is zero. */
    String withoutGradient();

    /**
     * A number per atom of each element: its sum over the atoms for totals, its mean for means, itself for per-atom targets.
     *
     * @param byAtomicNumber in the target's unit
     */
    record Elements(Map<Integer, Double> byAtomicNumber) implements FittedBaseline {
        public Elements {
            byAtomicNumber = Collections.unmodifiableMap(new TreeMap<>(byAtomicNumber));
        }

        @Override
        public String withoutGradient() {
            return "";
        }

        @Override
        public double[] of(Structure s, Target target) {
            int n = s.size();
            boolean atom = target.quantity() == Target.Quantity.ATOM;
            double[] out = new double[atom ? n : 1];
            for (int i = 0; i < n; i++) {
                Double e = byAtomicNumber.get(s.atomicNumber(i));
                if (e == null) {
                    throw new DataException(TargetReading.where(s) + "the baseline of `" + target.key()
                            + "` has no number for " + Element.symbol(s.atomicNumber(i)) + ". Give one");
                }
                out[atom ? i : 0] += target.quantity() == Target.Quantity.MEAN ? e / n : e;
            }
            return out;
        }
    }

    /** The value of another key, whose derivative nobody knows. */
    record Key(String key) implements FittedBaseline {
        @Override
        public String withoutGradient() {
            return "its baseline is the value of the key `" + key + "`, whose gradient is not known";
        }

        @Override
        public double[] of(Structure s, Target target) {
            return TargetReading.read(s, key, target.quantity(), "baseline");
        }
    }
}
