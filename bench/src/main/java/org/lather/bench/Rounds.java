package org.lather.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.lather.backend.Backend;
import org.lather.backend.device.offload.DeviceBackend;

/** Repeats a piece of work on a backend and measures wall time, time on the device by its own clock, and transfers. */
final class Rounds {
    private static final int LEAST = 5;
    private static final int MOST = 200;

    private final double seconds;

    /** @param seconds for each measurement, after a warm-up */
    Rounds(double seconds) {
        this.seconds = seconds;
    }

    /**
     * The least that work takes.
     *
     * @param bytes read and written, or 0
     * @param flop floating-point operations, or 0
     */
    record Floor(double bytes, double flop, Ceilings ceilings) {
        static final Floor NONE = new Floor(0, 0, Ceilings.NONE);

        double seconds() {
            return flop > 0 ? flop / ceilings.flopPerSecond() : bytes / ceilings.bytesPerSecond();
        }

        boolean known() {
            return flop > 0 || bytes > 0;
        }
    }

    /** Measures some work. */
    Measurement of(String stage, Backend backend, String input, Floor floor, Runnable work) {
        work.run();
        finish(backend);
        List<double[]> rounds = new ArrayList<>();
        Map<String, Double> before = functions(backend);
        long up = up(backend);
        long down = down(backend);
        long begin = System.nanoTime();
        while (rounds.size() < LEAST || (System.nanoTime() - begin < 1e9 * seconds && rounds.size() < MOST)) {
            double device = total(functions(backend));
            long start = System.nanoTime();
            work.run();
            finish(backend);
            double wall = 1e-9 * (System.nanoTime() - start);
            rounds.add(new double[] {wall, total(functions(backend)) - device});
        }
        int n = rounds.size();
        Map<String, Double> byFunction = new TreeMap<>();
        functions(backend).forEach((name, s) -> {
            double spent = s - before.getOrDefault(name, 0.0);
            if (spent > 0) {
                byFunction.put(name, spent / n);
            }
        });
        double wall = median(rounds, 0);
        double device = backend instanceof DeviceBackend ? median(rounds, 1) : Double.NaN;
        boolean onDevice = device > 0 && floor.known();
        return new Measurement(
                stage,
                backend.info().device(),
                backend.info().precision().name().toLowerCase(Locale.ROOT),
                input,
                n,
                wall,
                device,
                byFunction,
                (up(backend) - up) / n,
                (down(backend) - down) / n,
                floor.bytes(),
                floor.flop(),
                onDevice ? floor.seconds() / device : Double.NaN);
    }

    private static void finish(Backend backend) {
        if (backend instanceof DeviceBackend d) {
            d.device().await();
        }
    }

    /** The clock of the device; transfers through its queue are no work of it. */
    static Map<String, Double> functions(Backend backend) {
        Map<String, Double> out = new TreeMap<>();
        if (backend instanceof DeviceBackend d) {
            d.device().seconds().forEach((name, s) -> {
                if (!name.startsWith("cuMemcpy")) {
                    out.put(name, s);
                }
            });
        }
        return out;
    }

    private static double total(Map<String, Double> functions) {
        return functions.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static long up(Backend backend) {
        return backend.resources().transferred().toDevice();
    }

    private static long down(Backend backend) {
        return backend.resources().transferred().fromDevice();
    }

    private static double median(List<double[]> rounds, int which) {
        return lateMedian(rounds.stream().mapToDouble(r -> r[which]).toArray(), 0);
    }

    /** The median from one round on: the first ones run while the code is being compiled. */
    static double lateMedian(double[] rounds, int first) {
        double[] sorted = Arrays.copyOfRange(rounds, first, rounds.length);
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
