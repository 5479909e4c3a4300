package org.lather.electrons;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lather.structure.Structure;

/**
 * The density of spherical atoms that is subtracted before a fit: the means of the coefficients of l = 0 over the atoms
 * of each element.
 *
 * @param byElement means of the radial functions n, by atomic number
 */
public record AtomicAverages(SortedMap<Integer, double[]> byElement) {
    /** Averages the coefficients of structures. */
    static AtomicAverages of(AuxiliaryBasis basis, List<Structure> structures, List<double[]> coefficients) {
        SortedMap<Integer, double[]> sums = new TreeMap<>();
        Map<Integer, Integer> atoms = new LinkedHashMap<>();
        for (int f = 0; f < structures.size(); f++) {
            Structure s = structures.get(f);
            int[] offsets = basis.offsets(s);
            for (int i = 0; i < s.size(); i++) {
                int z = s.atomicNumber(i);
                double[] sum = sums.computeIfAbsent(
                        z, key -> new double[basis.of(key).shells(0).size()]);
                for (int n = 0; n < sum.length; n++) {
                    sum[n] += coefficients.get(f)[offsets[i] + n];
                }
                atoms.merge(z, 1, Integer::sum);
            }
        }
        sums.forEach((z, sum) -> {
            for (int n = 0; n < sum.length; n++) {
                sum[n] /= atoms.getOrDefault(z, 1);
            }
        });
        return new AtomicAverages(sums);
    }

    /** Adds the averages times a factor to coefficients. */
    void add(AuxiliaryBasis basis, Structure s, double factor, double[] coefficients) {
        int[] offsets = basis.offsets(s);
        for (int i = 0; i < s.size(); i++) {
            double[] mean = byElement.getOrDefault(s.atomicNumber(i), new double[0]);
            for (int n = 0; n < mean.length; n++) {
                coefficients[offsets[i] + n] += factor * mean[n];
            }
        }
    }
}
