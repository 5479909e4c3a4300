package org.lather.ranking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.error.Cure;
import org.lather.structure.DataException;
import org.lather.structure.Element;

/**
 * Candidates in the order of their probability, given measured shifts.
 *
 * <p>The differences d_i between predicted and measured shifts of the true structure are independent normal numbers
 * with the variances s_i², sums of those of the prediction and of the measurement. With equal probabilities beforehand,
 * candidate k has the probability p_k ∝ exp(Σ_i [−d_i²/2s_i² − ln s_i]), integrated over the parameters of the
 * conversion that are fitted (Engel et al., Phys. Chem. Chem. Phys. 21, 23385 (2019)). If k atoms of a candidate are
 * compared with one shift, each is a k-th of an observation.
 */
public final class Ranking {
    /**
     * What is found for the atoms of one element.
     *
     * @param shifts number of measured shifts
     * @param rmsd root mean square difference, ppm
     * @param offset a of δ = a + b σ, ppm
     * @param slope b of δ = a + b σ
     */
    public record OfElement(int shifts, double rmsd, double offset, double slope) {}

    /**
     * A candidate with its agreement.
     *
     * @param rmsd root mean square difference between predicted and measured shifts of all elements, ppm
     * @param rmsdUncertainty its standard deviation by the propagation of the s_i, ppm
     * @param deviation root mean square of d_i/s_i, about 1 for the true structure
     * @param probability that it is the true structure, if one of the candidates is
     * @param byElement by atomic number
     */
    public record Ranked(
            Candidate candidate,
            double rmsd,
            double rmsdUncertainty,
            double deviation,
            double probability,
            Map<Integer, OfElement> byElement) {

        /** This as JSON has it. */
        public Map<String, Object> toMap() {
            Map<String, Object> elements = new LinkedHashMap<>();
            byElement.forEach((z, e) -> {
                Map<String, Object> o = new LinkedHashMap<>();
                o.put("shifts", e.shifts());
                o.put("rmsd", e.rmsd());
                o.put("offset", e.offset());
                o.put("slope", e.slope());
                elements.put(Element.symbol(z), o);
            });
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("file", candidate.file());
            out.put("frame", candidate.frame());
            out.put("rmsd", rmsd);
            out.put("rmsd_uncertainty", rmsdUncertainty);
            out.put("rms_z", deviation);
            out.put("probability", probability);
            out.put("by_element", elements);
            return out;
        }
    }

    /** Sums over the pairs of a candidate. */
    private static final class Agreement {
        final Candidate candidate;
        final Map<Integer, OfElement> byElement = new LinkedHashMap<>();
        double observations;
        double squares;
        double propagated;
        double variances;
        double deviations;
        double logEvidence;

        Agreement(Candidate candidate) {
            this.candidate = candidate;
        }

        void add(int element, Pairs pairs, Conversion.Line line) {
            double before = squares;
            double n = pairs.share() * pairs.size();
            for (int i = 0; i < pairs.size(); i++) {
                double d = line.shift(pairs.shielding(i)) - pairs.shift(i);
                double s = pairs.sigma(i);
                squares += pairs.share() * d * d;
                propagated += pairs.share() * d * d * s * s;
                variances += pairs.share() * s * s;
                deviations += pairs.share() * d * d / (s * s);
                logEvidence -= pairs.share() * (d * d / (2 * s * s) + Math.log(s));
            }
            observations += n;
            logEvidence += line.logVolume();
            byElement.put(
                    element,
                    new OfElement((int) Math.round(n), Math.sqrt((squares - before) / n), line.offset(), line.slope()));
        }

        Ranked ranked(double probability) {
            double rmsd = Math.sqrt(squares / observations);
            double uncertainty =
                    squares > 0 ? Math.sqrt(propagated) / (observations * rmsd) : Math.sqrt(variances) / observations;
            return new Ranked(
                    candidate, rmsd, uncertainty, Math.sqrt(deviations / observations), probability, byElement);
        }
    }

    private Ranking() {}

    /**
     * Ranks candidates, the most probable first, and of equal ones that of the smaller difference.
     *
     * @throws DataException if there are no candidates, one of them lacks atoms or shieldings that were measured, or
     *     there are too few shifts of an element for the conversion
     */
    public static List<Ranked> of(List<Candidate> candidates, MeasuredShifts measured, Conversion conversion) {
        if (candidates.isEmpty()) {
            throw new DataException("expected at least one candidate, got none");
        }
        measured.byElement().forEach((z, shifts) -> {
            candidates.forEach(c -> new Matching(c, z, shifts).expectShieldings());
            if (shifts.size() <= conversion.parameters(z)) {
                throw new DataException(
                        "expected more than " + conversion.parameters(z) + " measured shifts of " + Element.symbol(z)
                                + " to fit the conversion of its shieldings, got " + shifts.size(),
                        Cure.option("reference", Element.symbol(z) + "=PPM"));
            }
        });
        List<Agreement> all = new ArrayList<>();
        for (Candidate c : candidates) {
            Agreement a = new Agreement(c);
            measured.byElement().forEach((z, shifts) -> {
                Pairs pairs = new Matching(c, z, shifts).pairs(conversion);
                a.add(z, pairs, conversion.fit(z, pairs));
            });
            all.add(a);
        }
        double best = all.stream().mapToDouble(a -> a.logEvidence).max().orElseThrow();
        double sum =
                all.stream().mapToDouble(a -> Math.exp(a.logEvidence - best)).sum();
        return all.stream()
                .map(a -> a.ranked(Math.exp(a.logEvidence - best) / sum))
                .sorted(Comparator.comparingDouble((Ranked r) -> -r.probability())
                        .thenComparingDouble(Ranked::rmsd))
                .toList();
    }
}
