package org.lather.calibration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.target.RowType;

/**
 * Residuals of held-out rows against the noise that was given: row types whose residuals are far above it, and those of
 * others not, are overruled by these, and values whose residuals go with the volume are overruled by stress or virials.
 */
final class ResidualCheck {
    /** With fewer structures, residuals say little. */
    private static final int LEAST = 8;

    private static final double SEVERAL = 5;
    private static final double CLEAR = 0.9;

    private final String target;
    private final Map<RowType, double[]> sums = new LinkedHashMap<>();
    private final List<Double> volumes = new ArrayList<>();
    private final List<Double> residuals = new ArrayList<>();
    private int structures;

    ResidualCheck(String target) {
        this.target = target;
    }

    /**
     * Adds a value of a structure with strain.
     *
     * @param volume of an atom, Å³
     * @param residual of an atom, in the unit of the target
     */
    void addValue(double volume, double residual) {
        volumes.add(volume);
        residuals.add(residual);
    }

    void addStructure() {
        structures++;
    }

    /** @param ratio residual over noise */
    void add(RowType type, double ratio) {
        double[] s = sums.computeIfAbsent(type, k -> new double[2]);
        s[0] += ratio * ratio;
        s[1]++;
    }

    List<Warning> warnings() {
        List<Warning> out = new ArrayList<>();
        if (structures < LEAST) {
            return out;
        }
        // all of them are large with few structures, which cannot show what each of the others is like
        double least = sums.values().stream()
                .mapToDouble(s -> Math.sqrt(s[0] / s[1]))
                .min()
                .orElse(0);
        sums.forEach((type, s) -> {
            double ratio = Math.sqrt(s[0] / s[1]);
            if (ratio > SEVERAL && ratio > SEVERAL * least) {
                out.add(Warning.of(
                        Warning.Kind.RESIDUALS_EXCEED_NOISE,
                        String.format(
                                Locale.ROOT,
                                "%s: residuals of held-out structures are %.2g times the noise that was given, but %.2g times"
                                        + " for the labels that fit best",
                                type.name(target),
                                ratio,
                                least),
                        Cure.text("Check these labels, raise their noise, or use model.noise: auto")));
            }
        });
        double r = residuals.size() < LEAST ? 0 : correlation();
        if (Math.abs(r) > CLEAR && !out.isEmpty()) {
            out.add(Warning.of(
                    Warning.Kind.LABELS_DISAGREE,
                    String.format(
                            Locale.ROOT,
                            "%s: residuals of values go with the volume (correlation %.2f), so values and stress or"
                                    + " virial contradict each other",
                            target,
                            r),
                    Cure.text("Check unit, sign and reference pressure of the stress, or raise its noise")));
        }
        return out;
    }

    private double correlation() {
        double x = volumes.stream().mapToDouble(v -> v).average().orElse(0);
        double y = residuals.stream().mapToDouble(v -> v).average().orElse(0);
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < residuals.size(); i++) {
            double dx = volumes.get(i) - x;
            double dy = residuals.get(i) - y;
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
        return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
    }
}
