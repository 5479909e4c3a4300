package org.lather.acquisition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.lather.structure.Structure;
import org.lather.target.Unit;

/**
 * The structures of a pool that should be computed next.
 *
 * @param target name of the target, or of its forces, whose uncertainty was compared
 * @param unit of the uncertainties and scores; those of totals are per square root of the number of atoms
 * @param perRootAtom whether they are
 * @param chosen in the order of choice
 * @param skipped what was left out
 * @param largestNotConsidered largest uncertainty of the structures for which the memory did not suffice; 0 if all were
 *     considered
 */
public record Proposal(
        String target,
        Unit unit,
        boolean perRootAtom,
        List<Choice> chosen,
        Skipped skipped,
        double largestNotConsidered) {
    public Proposal {
        chosen = List.copyOf(chosen);
    }

    /**
     * A structure that was chosen.
     *
     * @param score uncertainty given the structures that were chosen before
     * @param uncertainty of the model as it is
     * @param remaining fraction of the posterior variance that the structures chosen before leave, from 0 to 1
     */
    public record Choice(Structure structure, double score, double uncertainty, double remaining) {}

    /**
     * Structures that were left out.
     *
     * @param structures number of structures in the pool
     * @param trained of these, the number that the model was trained on
     * @param duplicates the number that equal an earlier structure of the pool
     * @param unknown the number with elements that the model does not know
     * @param first the first ones, at most {@value #LISTED}
     */
    public record Skipped(long structures, long trained, long duplicates, long unknown, List<Frame> first) {
        /** Largest number of structures that are listed. */
        public static final int LISTED = 1000;

        public Skipped {
            first = List.copyOf(first);
        }
    }

    /** A structure that was left out, by its file and index in it, and why. */
    public record Frame(String file, long frame, String reason) {
        Map<String, Object> toMap() {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("file", file);
            out.put("frame", frame);
            out.put("reason", reason);
            return out;
        }
    }

    /** Returns the unit of the scores as text. */
    public String scoreUnit() {
        return unit + (perRootAtom ? " per atom^1/2" : "");
    }

    /**
     * Returns why a structure was chosen, in one sentence of ASCII.
     *
     * @param rank from 0
     */
    public String reason(int rank) {
        Choice c = chosen.get(rank);
        String uncertain =
                String.format(Locale.ROOT, "%s is uncertain by %.3g %s", target, c.uncertainty(), scoreUnit());
        return rank == 0
                ? uncertain + ", the most of the pool"
                : uncertain
                        + String.format(
                                Locale.ROOT,
                                "; the frames chosen before leave %.0f %% of the variance",
                                100 * c.remaining());
    }

    /**
     * Returns a structure that was chosen, with the keys {@code extend_rank} (from 1), {@code extend_score} and
     * {@code extend_reason}.
     *
     * @param rank from 0
     */
    public Structure annotated(int rank) {
        Choice c = chosen.get(rank);
        return c.structure()
                .with(c.structure()
                        .annotations()
                        .with("extend_rank", rank + 1)
                        .with("extend_score", c.score())
                        .withText("extend_reason", reason(rank)));
    }

    /** Returns the proposal by the names that it has in JSON. */
    public Map<String, Object> toMap() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("target", target);
        out.put("unit", scoreUnit());
        out.put(
                "chosen",
                IntStream.range(0, chosen.size()).mapToObj(this::choice).toList());
        out.put("structures", skipped.structures());
        out.put("trained", skipped.trained());
        out.put("duplicates", skipped.duplicates());
        out.put("unknown", skipped.unknown());
        out.put("skipped", skipped.first().stream().map(Frame::toMap).toList());
        return out;
    }

    private Map<String, Object> choice(int rank) {
        Choice c = chosen.get(rank);
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("file", c.structure().annotations().file());
        out.put("frame", c.structure().annotations().frame());
        out.put("score", c.score());
        out.put("reason", reason(rank));
        return out;
    }
}
