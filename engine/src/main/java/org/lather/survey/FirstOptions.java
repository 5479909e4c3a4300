package org.lather.survey;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.density.Channels;
import org.lather.error.Warning;
import org.lather.options.Options;
import org.lather.structure.DataException;

/**
 * First options for the structures of a survey, with comments that say why each value was chosen.
 *
 * @param text content of an options file
 * @param options what it contains
 * @param summary one line about the structures
 * @param targets the targets by name, as JSON has them
 * @param lines one sentence for each target: key, unit and how it is known
 * @param notes sentences about what is not used, is assumed, or needs attention
 */
public record FirstOptions(
        String text,
        Options options,
        String summary,
        Map<String, Object> targets,
        List<String> lines,
        List<String> notes) {
    /** Largest number of features of an environment; with more, bases are smaller. */
    private static final int MOST_FEATURES = 8000;

    /** Pairs of max_angular and max_radial, largest first. */
    private static final int[][] BASES = {{6, 7}, {4, 5}, {3, 4}, {2, 3}, {2, 2}, {1, 1}, {1, 0}};

    /** As many representatives as environments up to this number. */
    private static final int FEW = 1000;

    private static final int MOST = 2000;
    private static final int FEW_FOR_TENSORS = 200;
    private static final int MOST_FOR_TENSORS = 500;

    public FirstOptions {
        lines = List.copyOf(lines);
        notes = List.copyOf(notes);
    }

    /**
     * Writes options.
     *
     * @throws DataException if no label is one to learn, or those that are asked for are not found
     */
    public static FirstOptions of(Survey survey, SurveyRequest request) {
        TargetChoice choice = new TargetChoice(survey, request);
        List<Proposal> targets = choice.choose();
        Draft draft = new Draft(survey, request, targets);
        Geometry geometry = Geometry.of(survey, targets, draft.defaults());
        int[] basis = BASES[BASES.length - 1];
        for (int[] b : BASES) {
            Options tried = Options.parse(draft.text(geometry, b, 1), request.folder());
            if (features(tried, survey) <= MOST_FEATURES) {
                basis = b;
                break;
            }
        }
        String text = draft.text(geometry, basis, representatives(survey, targets));
        Options options = Options.parse(text, request.folder());
        Map<String, Object> byName = new LinkedHashMap<>();
        targets.forEach(p -> byName.put(p.name(), p.toMap()));
        List<String> notes = new ArrayList<>(choice.notes());
        survey.distanceWarning().map(Warning::toString).ifPresent(notes::add);
        draft.groupNote().ifPresent(notes::add);
        return new FirstOptions(
                text,
                options,
                describe(survey),
                byName,
                targets.stream().map(p -> p.line(survey.structures())).toList(),
                notes);
    }

    private static long features(Options options, Survey survey) {
        int[] elements =
                survey.elements().keySet().stream().mapToInt(Integer::intValue).toArray();
        try {
            return options.kernel().columns(Channels.oneHot(elements));
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The number of representatives for the environments of the structures. */
    private static int representatives(Survey survey, List<Proposal> targets) {
        boolean tensors = targets.stream().anyMatch(p -> p.rank() > 0);
        long few = Math.min(survey.atoms(), tensors ? FEW_FOR_TENSORS : FEW);
        long share = Math.min(survey.atoms() / 10, tensors ? MOST_FOR_TENSORS : MOST);
        return Math.toIntExact(Math.max(few, share));
    }

    /** A sentence about the structures. */
    static String describe(Survey survey) {
        String kind = survey.periodic() == 0
                ? "molecules"
                : survey.periodic() == survey.structures()
                        ? "periodic structures"
                        : "structures (" + survey.periodic() + " periodic)";
        return String.format(
                Locale.ROOT, "%,d %s of %s, %,d atoms", survey.structures(), kind, survey.symbols(), survey.atoms());
    }
}
