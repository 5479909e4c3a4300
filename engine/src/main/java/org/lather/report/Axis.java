package org.lather.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * An axis of a plot.
 *
 * @param least value at its beginning
 * @param most value at its end
 * @param logarithmic whether equal distances are equal ratios
 */
record Axis(double least, double most, boolean logarithmic, String title) {
    private static final int TICKS = 5;
    private static final double ROOM = 0.04;

    /** An axis for some values, with room at both ends. */
    static Axis linear(DoubleStream values, String title) {
        double[] all = values.filter(Double::isFinite).toArray();
        double least = Arrays.stream(all).min().orElse(0);
        double most = Arrays.stream(all).max().orElse(1);
        double room = most > least ? ROOM * (most - least) : Math.max(1e-12, ROOM * Math.abs(most));
        return new Axis(least - room, most + room, false, title);
    }

    /** A logarithmic axis for some values, of which only positive ones count. */
    static Axis logarithmic(DoubleStream values, String title) {
        double[] all = values.filter(x -> x > 0 && Double.isFinite(x)).toArray();
        double least = Arrays.stream(all).min().orElse(1);
        double most = Arrays.stream(all).max().orElse(10);
        double room = Math.max(1.15, Math.pow(most / least, ROOM));
        return new Axis(least / room, most * room, true, title);
    }

    /** The place of a value, from 0 to 1 within the axis. */
    double place(double x) {
        return logarithmic ? Math.log(x / least) / Math.log(most / least) : (x - least) / (most - least);
    }

    /** The values at which the axis is labelled. */
    List<Double> ticks() {
        return logarithmic ? logarithmicTicks() : linearTicks();
    }

    private List<Double> linearTicks() {
        double step = step();
        List<Double> out = new ArrayList<>();
        double first = Math.ceil(least / step);
        for (int k = 0; k <= 2 * TICKS && (first + k) * step <= most; k++) {
            out.add((first + k) * step + 0.0);
        }
        return out;
    }

    private double step() {
        double rough = (most - least) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double digit = rough / power;
        return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
    }

    private List<Double> logarithmicTicks() {
        double decades = Math.log10(most / least);
        int[] digits =
                decades < 0.8 ? new int[] {1, 2, 3, 4, 5, 6, 8} : decades < 2.5 ? new int[] {1, 2, 5} : new int[] {1};
        int every = (int) Math.max(1, Math.ceil(decades / (2 * TICKS)));
        List<Double> out = new ArrayList<>();
        for (int power = (int) Math.floor(Math.log10(least)); power <= Math.log10(most); power++) {
            for (int d : digits) {
                double x = d * Math.pow(10, power);
                if (x >= least && x <= most && Math.floorMod(power, every) == 0) {
                    out.add(x);
                }
            }
        }
        return out;
    }

    /** The label of a tick. */
    String label(double tick) {
        double size = Math.max(Math.abs(least), Math.abs(most));
        if (tick != 0 && (logarithmic ? tick < 1e-3 || tick >= 1e5 : size < 1e-3 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%.1e", tick)
                    .replace(".0e", "e")
                    .replace("e-0", "e-")
                    .replace("e+0", "e");
        }
        int decimals = logarithmic
                ? (int) Math.max(0, -Math.floor(Math.log10(tick) + 1e-9))
                : (int) Math.max(0, -Math.floor(Math.log10(step()) + 1e-9));
        return String.format(Locale.ROOT, "%,." + decimals + "f", tick + 0.0).replace('-', '−');
    }
}
