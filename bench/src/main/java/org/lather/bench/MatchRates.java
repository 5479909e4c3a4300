package org.lather.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import org.lather.arrayfile.NpyArray;
import org.lather.arrayfile.NpyReader;
import org.lather.match.RegularisedMatch;

/**
 * Measures regularised-entropy matches of pairs of structures of equal size by processor time of one thread, and prints
 * their rate and the kernels of the pairs as JSON.
 *
 * <p>Usage: MatchRates KERNELS.npy GAMMA SECONDS, with the environment kernels of all pairs one below the other
 */
public final class MatchRates {
    private MatchRates() {}

    public static void main(String[] args) throws IOException {
        NpyArray array = NpyReader.read(Path.of(args[0]));
        double gamma = Double.parseDouble(args[1]);
        long nanos = (long) (1e9 * Double.parseDouble(args[2]));
        int n = (int) array.shape()[1];
        int pairs = (int) array.shape()[0] / n;
        double[] k = array.doubles();
        double[] values = new double[pairs];
        RegularisedMatch match = new RegularisedMatch();
        double rate = 0;
        for (int round = 0; round < 2; round++) {
            long begin = time();
            long count = 0;
            while (time() - begin < nanos) {
                for (int p = 0; p < pairs; p++) {
                    values[p] = match.kernel(k, p * n * n, n, n, n, gamma);
                }
                count += pairs;
            }
            rate = count * 1e9 / (time() - begin);
        }
        System.out.println(new ObjectMapper().writeValueAsString(Map.of("pairs_per_second", rate, "values", values)));
    }

    private static long time() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
