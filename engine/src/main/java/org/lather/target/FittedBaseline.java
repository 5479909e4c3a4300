package org.lather.target;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lather.density.Cutoff;
import org.lather.density.Smoothing;
import org.lather.error.Cure;
import org.lather.math.CartesianMap;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/** A baseline with fitted or given numbers, which is subtracted from a target and added to predictions. */
public sealed interface FittedBaseline {
    /** The baseline of a structure: one number, or one for each atom. */
    double[] of(Structure s, Target target);

    /**
     * Adds the baseline, in the form that is learnt, to the spherical components of a structure or of each atom,
     * [row][component] flattened; a number has one component.
     */
    void addTo(Structure s, Target target, double[] to);

    /**
     * Adds the per-atom contributions to a target of the whole structure, [atom].
     *
     * @param target the target of the whole structure
     */
    default void addContributions(Structure s, Target target, double[] to) {
        Target atoms = new Target(target.key(), target.unit(), Target.Quantity.ATOM, List.of());
        double factor = target.quantity().factor(s.size());
        double[] v = of(s, atoms);
        for (int i = 0; i < v.length; i++) {
            to[i] += factor * v[i];
        }
    }

    /** The key of which this baseline is the value; empty for a baseline that follows from the atoms. */
    default Optional<String> storedKey() {
        return Optional.empty();
    }

    /** Calls the method of the alternative that this is. */
    <R> R match(Cases<R> cases);

    /** A method for each baseline. */
    interface Cases<R> {
        R elements(Elements baseline);

        R key(Key baseline);

        R repulsion(Repulsion baseline);
    }

    /** The reason why it has no derivative with respect to positions; empty if it has. */
    String withoutGradient();

    /** The reason why it has no derivative with respect to strain; empty if it has. */
    default String withoutStrain() {
        return withoutGradient();
    }

    /** Adds dE/dr, in the target's unit over Å, to [atom][3]. */
    void addPositions(Structure s, Target target, double[] to);

    /** Adds dE/dε of a strain r → r (1 + ε), in the target's unit, to [3][3]. */
    void addStrain(Structure s, Target target, double[] to);

    /**
     * The derivative of the sum of several baselines: dE/dr in the target's unit over Å, [atom][3], for forces; dE/dε
     * in the target's unit, [3][3], for stress and virial.
     */
    static double[] slope(List<FittedBaseline> all, Structure s, Target target, Derivative.Kind kind) {
        boolean forces = kind == Derivative.Kind.FORCES;
        double[] out = new double[forces ? 3 * s.size() : 9];
        for (FittedBaseline b : all) {
            if (forces) {
                b.addPositions(s, target, out);
            } else {
                b.addStrain(s, target, out);
            }
        }
        return out;
    }

    /**
     * A number for each element: its sum over the atoms for totals, its mean for means, and the number itself for
     * per-atom targets.
     *
     * @param byAtomicNumber in the target's unit
     */
    record Elements(Map<Integer, Double> byAtomicNumber) implements FittedBaseline {
        public Elements {
            byAtomicNumber = Collections.unmodifiableMap(new TreeMap<>(byAtomicNumber));
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.elements(this);
        }

        @Override
        public String withoutGradient() {
            return "";
        }

        @Override
        public void addPositions(Structure s, Target target, double[] to) {
            // a number for each element does not depend on positions
        }

        @Override
        public void addStrain(Structure s, Target target, double[] to) {
            // nor on strain
        }

        /** Adds the numbers, which are those of the only isotropic component. */
        @Override
        public void addTo(Structure s, Target target, double[] to) {
            CartesianMap map = target.form().map();
            Target number = new Target(target.key(), target.unit(), target.quantity(), List.of());
            for (CartesianMap.Part p : map.parts()) {
                double[] v = p.lambda() == 0 ? of(s, number) : new double[0];
                for (int i = 0; i < v.length; i++) {
                    to[i * map.sphericalSize() + p.offset()] += v[i];
                }
            }
        }

        @Override
        public double[] of(Structure s, Target target) {
            int n = s.size();
            boolean atom = target.quantity().isPerAtom();
            double[] out = new double[atom ? n : 1];
            for (int i = 0; i < n; i++) {
                Double e = byAtomicNumber.get(s.atomicNumber(i));
                if (e == null) {
                    throw new DataException(
                            s.place() + "the baseline of `" + target.key() + "` has no number for "
                                    + Element.symbol(s.atomicNumber(i)),
                            Cure.text("Give one"));
                }
                out[atom ? i : 0] += target.quantity() == Target.Quantity.MEAN ? e / n : e;
            }
            return out;
        }
    }

    /**
     * A baseline that is the value of another key.
     *
     * @param derivatives keys of its derivatives, in the units of the target's derivatives; without them its gradient
     *     is unknown
     */
    record Key(String key, Map<Derivative.Kind, String> derivatives) implements FittedBaseline {
        public Key {
            derivatives = Collections.unmodifiableMap(new TreeMap<>(derivatives));
        }

        public Key(String key) {
            this(key, Map.of());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.key(this);
        }

        @Override
        public Optional<String> storedKey() {
            return Optional.of(key);
        }

        /** Divides the value by the number of atoms, because the contributions of the atoms to it are unknown. */
        @Override
        public void addContributions(Structure s, Target target, double[] to) {
            double[] v = of(s, target);
            for (int i = 0; i < s.size(); i++) {
                to[i] += v[0] / s.size();
            }
        }

        @Override
        public String withoutGradient() {
            return derivatives.containsKey(Derivative.Kind.FORCES)
                    ? ""
                    : "its baseline is the value of the key `" + key + "`, whose gradient is not known";
        }

        @Override
        public String withoutStrain() {
            return derivatives.containsKey(Derivative.Kind.STRESS) || derivatives.containsKey(Derivative.Kind.VIRIAL)
                    ? ""
                    : "its baseline is the value of the key `" + key + "`, whose stress is not known";
        }

        @Override
        public void addPositions(Structure s, Target target, double[] to) {
            add(s, target, Derivative.Kind.FORCES, to);
        }

        @Override
        public void addStrain(Structure s, Target target, double[] to) {
            boolean stress = derivatives.containsKey(Derivative.Kind.STRESS);
            add(s, target, stress ? Derivative.Kind.STRESS : Derivative.Kind.VIRIAL, to);
        }

        private void add(Structure s, Target target, Derivative.Kind kind, double[] to) {
            String of = derivatives.get(kind);
            if (of == null) {
                throw new IllegalArgumentException("expected a key of the " + kind.word() + " of the baseline " + key);
            }
            double perUnit = 1;
            for (Derivative d : target.derivatives()) {
                perUnit = d.kind() == kind ? d.perUnit(target.unit()) : perUnit;
            }
            double[] v = TargetReading.read(s, kind, of, "baseline's ");
            double factor = TargetReading.toSlope(s, kind);
            for (int i = 0; i < v.length; i++) {
                to[i] += factor * v[i] / perUnit;
            }
        }

        @Override
        public void addTo(Structure s, Target target, double[] to) {
            CartesianMap map = target.form().map();
            double[] v = LearntForm.learnt(s, target, TargetReading.read(s, target, key, "baseline"));
            for (int i = 0; i < v.length / map.cartesianSize(); i++) {
                double[] t = map.spherical(v, i * map.cartesianSize());
                for (int c = 0; c < t.length; c++) {
                    to[i * t.length + c] += t[c];
                }
            }
        }

        @Override
        public double[] of(Structure s, Target target) {
            return TargetReading.read(s, target, key, "baseline");
        }
    }

    /**
     * The screened repulsion of nuclei, smoothly cut off, summed over all pairs: E = ½ Σ_ij f(r) (e²/4πε₀) Z_i Z_j
     * φ(r/a)/r, a = 0.46850 Å/(Z_i^0.23 + Z_j^0.23), φ(x) = Σ_k c_k exp(−d_k x) (Ziegler, Biersack, Littmark 1985,
     * doi:10.1007/978-1-4615-8103-1_3).
     *
     * @param cutoff cutoff function f
     */
    record Repulsion(Cutoff cutoff) implements FittedBaseline {
        /** Creates the baseline declared in the options. */
        public static Repulsion of(Baseline.Repulsion r) {
            return new Repulsion(new Cutoff(r.radius(), new Smoothing.ShiftedCosine(r.width())));
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.repulsion(this);
        }

        @Override
        public String withoutGradient() {
            return "";
        }

        private static double scale(Structure s, Target target) {
            double unit = Unit.EV.in(target.unit());
            return target.quantity() == Target.Quantity.MEAN ? unit / s.size() : unit;
        }

        @Override
        public void addTo(Structure s, Target target, double[] to) {
            double[] v = of(s, target);
            for (int i = 0; i < v.length; i++) {
                to[i] += v[i];
            }
        }

        @Override
        public double[] of(Structure s, Target target) {
            boolean atom = target.quantity().isPerAtom();
            double[] out = new double[atom ? s.size() : 1];
            double scale = 0.5 * scale(s, target);
            NeighbourList pairs = NeighbourList.of(s, cutoff.radius());
            for (int i = 0; i < s.size(); i++) {
                for (int p = pairs.start(i); p < pairs.end(i); p++) {
                    int j = pairs.neighbours()[p];
                    out[atom ? i : 0] += scale
                            * ScreenedRepulsion.pair(
                                    cutoff, s.atomicNumber(i), s.atomicNumber(j), pairs.distances()[p])[0];
                }
            }
            return out;
        }

        @Override
        public void addPositions(Structure s, Target target, double[] to) {
            add(s, target, to, null);
        }

        @Override
        public void addStrain(Structure s, Target target, double[] to) {
            add(s, target, null, to);
        }

        private void add(Structure s, Target target, double @Nullable [] positions, double @Nullable [] strain) {
            double scale = 0.5 * scale(s, target);
            NeighbourList pairs = NeighbourList.of(s, cutoff.radius());
            for (int i = 0; i < s.size(); i++) {
                for (int p = pairs.start(i); p < pairs.end(i); p++) {
                    int j = pairs.neighbours()[p];
                    double r = pairs.distances()[p];
                    double[] d = {pairs.x()[p], pairs.y()[p], pairs.z()[p]};
                    double g = scale * ScreenedRepulsion.pair(cutoff, s.atomicNumber(i), s.atomicNumber(j), r)[1] / r;
                    for (int b = 0; b < 3; b++) {
                        if (positions != null) {
                            positions[3 * j + b] += g * d[b];
                            positions[3 * i + b] -= g * d[b];
                        }
                        for (int a = 0; strain != null && a < 3; a++) {
                            strain[3 * a + b] += g * d[a] * d[b];
                        }
                    }
                }
            }
        }
    }
}
