package org.lather.ranking;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.error.Cure;
import org.lather.structure.DataException;
import org.lather.structure.Element;

/**
 * Pairs the shifts of an element with atoms of a candidate: as they are assigned, or else so that the sum of the
 * squared differences is least. In one dimension the best matching keeps the order, so that of as many shifts as atoms
 * is found by sorting. If there are k times as many atoms as shifts, because k molecules or sites are equivalent, each
 * shift is that of k atoms. Otherwise some atoms have no shift, and the best choice of the others is found by dynamic
 * programming.
 */
final class Matching {
    private final Candidate candidate;
    private final int element;
    private final List<MeasuredShift> shifts;

    Matching(Candidate candidate, int element, List<MeasuredShift> shifts) {
        this.candidate = candidate;
        this.element = element;
        this.shifts = shifts;
    }

    Pairs pairs(Conversion conversion) {
        if (!shifts.get(0).atoms().isEmpty()) {
            return assigned();
        }
        int[] atoms = IntStream.range(0, candidate.atomicNumbers().length)
                .filter(i -> candidate.atomicNumbers()[i] == element)
                .toArray();
        int n = shifts.size();
        if (atoms.length < n) {
            throw new DataException(candidate.place() + ": expected at least " + n + " atoms of "
                    + Element.symbol(element) + ", as many as measured shifts, found " + atoms.length);
        }
        // ascending shifts are descending shieldings
        int[] order = sorted(atoms);
        List<MeasuredShift> ascending = shifts.stream()
                .sorted(Comparator.comparingDouble(MeasuredShift::shift))
                .toList();
        return order.length % n == 0 ? repeated(order, ascending) : chosen(order, ascending, conversion);
    }

    private int[] sorted(int[] atoms) {
        return Arrays.stream(atoms)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer a) -> -candidate.shieldings()[a]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private Pairs assigned() {
        int n = shifts.size();
        double[] shielding = new double[n];
        double[] sigma = new double[n];
        for (int i = 0; i < n; i++) {
            MeasuredShift s = shifts.get(i);
            double squares = 0;
            for (int atom : s.atoms()) {
                expectElement(atom);
                shielding[i] += candidate.shieldings()[atom] / s.atoms().size();
                // errors of atoms that have one shift are much the same
                squares += candidate.uncertainties()[atom]
                        * candidate.uncertainties()[atom]
                        / s.atoms().size();
            }
            sigma[i] = total(s, Math.sqrt(squares));
        }
        return new Pairs(shielding, shifts(shifts, 1), sigma, 1);
    }

    private Pairs repeated(int[] order, List<MeasuredShift> ascending) {
        int copies = order.length / ascending.size();
        double[] sigma = new double[order.length];
        Arrays.setAll(sigma, i -> total(ascending.get(i / copies), candidate.uncertainties()[order[i]]));
        return new Pairs(shieldings(order), shifts(ascending, copies), sigma, 1.0 / copies);
    }

    private Pairs chosen(int[] order, List<MeasuredShift> ascending, Conversion conversion) {
        Double reference = conversion.references().get(element);
        if (reference == null) {
            throw new DataException(
                    candidate.place() + ": expected atoms of " + Element.symbol(element)
                            + " as many as measured shifts, or a multiple of them, found " + order.length + " for "
                            + ascending.size() + ": which of them have a shift depends on the conversion",
                    Cure.option("reference", Element.symbol(element) + "=PPM"),
                    Cure.text("Or assign the shifts in a column atom"));
        }
        int n = ascending.size();
        // least[i][j]: the first i shifts with the first j atoms
        double[][] least = new double[n + 1][order.length + 1];
        for (int i = 1; i <= n; i++) {
            Arrays.fill(least[i], Double.POSITIVE_INFINITY);
            for (int j = i; j <= order.length; j++) {
                double d = reference
                        - candidate.shieldings()[order[j - 1]]
                        - ascending.get(i - 1).shift();
                least[i][j] = Math.min(least[i][j - 1], least[i - 1][j - 1] + d * d);
            }
        }
        int[] atoms = new int[n];
        for (int i = n, j = order.length; i > 0; j--) {
            if (least[i][j] < least[i][j - 1]) {
                atoms[--i] = order[j - 1];
            }
        }
        double[] sigma = new double[n];
        Arrays.setAll(sigma, i -> total(ascending.get(i), candidate.uncertainties()[atoms[i]]));
        return new Pairs(shieldings(atoms), shifts(ascending, 1), sigma, 1);
    }

    private double[] shieldings(int[] atoms) {
        return Arrays.stream(atoms).mapToDouble(a -> candidate.shieldings()[a]).toArray();
    }

    private static double[] shifts(List<MeasuredShift> of, int copies) {
        return IntStream.range(0, of.size() * copies)
                .mapToDouble(i -> of.get(i / copies).shift())
                .toArray();
    }

    private double total(MeasuredShift s, double uncertainty) {
        double sigma = Math.hypot(s.sigma(), uncertainty);
        if (!(sigma > 0)) {
            throw new DataException(
                    candidate.place() + ": expected a standard deviation of the differences between predicted and"
                            + " measured shifts of " + Element.symbol(element) + ", found none",
                    Cure.text("Train the model with model.uncertainty: label_noise, or add a column sigma to the"
                            + " shifts"));
        }
        return sigma;
    }

    private void expectElement(int atom) {
        int n = candidate.atomicNumbers().length;
        if (atom >= n || candidate.atomicNumbers()[atom] != element) {
            throw new DataException(candidate.place() + ": expected atom " + (atom + 1) + " to be "
                    + Element.symbol(element) + ", as in the measured shifts, found "
                    + (atom >= n ? n + " atoms" : Element.symbol(candidate.atomicNumbers()[atom])));
        }
    }

    /**
     * Expects shieldings of the atoms of the element.
     *
     * @throws DataException if no model predicted them, whatever else is wrong with the shifts
     */
    void expectShieldings() {
        for (int i = 0; i < candidate.atomicNumbers().length; i++) {
            if (candidate.atomicNumbers()[i] == element) {
                expectShielding(i);
            }
        }
    }

    private void expectShielding(int atom) {
        if (Double.isNaN(candidate.shieldings()[atom])) {
            throw new DataException(
                    candidate.place() + ": expected predicted shieldings of " + Element.symbol(element)
                            + ", for which shifts were measured, found none",
                    Cure.option("also", "MODEL"),
                    Cure.text("The model must have a target of atoms of " + Element.symbol(element) + " in ppm"));
        }
    }
}
