package org.lather.describe;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.lather.backend.Backend;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;
import org.lather.execution.Execution;
import org.lather.options.OptionsException;
import org.lather.selection.Points;
import org.lather.selection.Selection;
import org.lather.selection.SelectionFile;
import org.lather.selection.SelectionPlan;
import org.lather.selection.SelectionSettings;
import org.lather.selection.Selector;
import org.lather.selection.Targets;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/**
 * Selects environments, structures or features by the features of structures, which are those of {@link Describer}: a
 * row for each atom, or for a structure the mean over its atoms.
 */
public final class StructureSelection {
    private final Backend backend;
    private final Execution execution;

    /** What is selected. */
    public enum What {
        /** Atoms with their surroundings. */
        ENVIRONMENTS,
        /** Whole structures. */
        STRUCTURES,
        /** Columns of the features. */
        FEATURES
    }

    /**
     * What is to be selected.
     *
     * @param features how features are computed; its rows are replaced where structures have rows
     * @param target key of a value of structures, or column of values of atoms, for methods with targets; empty for
     *     none. Features are selected by their means over structures if it is a value of structures
     */
    public record Request(What what, SelectionSettings settings, int count, FeatureRequest features, String target) {}

    /** @param backend stays the caller's */
    public StructureSelection(Backend backend, Execution execution) {
        this.backend = backend;
        this.execution = execution;
    }

    /**
     * Selects.
     *
     * @return a file with the labels of what was selected: {@code system} and {@code atom} of environments,
     *     {@code system} of structures, the labels of features
     * @throws OptionsException for a count or a first point that the structures do not have, or a missing target
     * @throws DataException for structures without the target, or no structures at all
     * @throws org.lather.execution.MemoryBudgetException if features or the selection would not fit
     * @throws org.lather.execution.CancelledException if the execution was cancelled
     */
    public SelectionFile select(Request request, Structures structures) {
        SelectionSettings settings = request.settings();
        boolean takesTargets = settings.method().takesTargets();
        if (takesTargets == request.target().isEmpty()) {
            throw new OptionsException(
                    Phrase.of(
                            Setting.argument("target"),
                            takesTargets
                                    ? ": expected a target, which "
                                            + settings.method().word() + " weighs beside the features, got none"
                                    : ": expected pcov_fps or pcov_cur with it, got "
                                            + settings.method().word()),
                    Cure.text(takesTargets ? "Give the name of a value of the structures" : "Leave it out"));
        }
        boolean means = request.what() == What.STRUCTURES
                || (request.what() == What.FEATURES && isOfStructures(request.target(), structures));
        FeatureRows rows = request.features().rows();
        FeatureArrays arrays = new Describer(backend, execution)
                .toArrays(
                        request.features()
                                .withRows(new FeatureRows(
                                        rows.centers(), rows.atoms(), means ? Reduction.MEAN : Reduction.NONE)),
                        structures);
        if (Arrays.stream(arrays.mu()).anyMatch(m -> m != 0)) {
            throw new OptionsException(
                    "expected features of numbers, got those of tensors, which rotate with the structure",
                    Cure.use("another calculator"));
        }
        boolean features = request.what() == What.FEATURES;
        settings.expectWithin(features ? arrays.columns() : arrays.rows(), request.count(), name(request.what()));
        Optional<Targets> targets =
                takesTargets ? Optional.of(targets(request, arrays, structures, features)) : Optional.empty();
        Points points = features
                ? Points.columns(arrays.values(), arrays.rows(), arrays.columns())
                : new Points(arrays.values(), arrays.rows(), arrays.columns());
        Selector selector = settings.selector(targets);
        Selection selection = SelectionPlan.run(
                selector,
                points,
                features ? 2 : 1,
                request.count(),
                backend.algebra().host(),
                execution);
        return new SelectionFile(
                name(request.what()), settings.method(), selection, labels(request.what(), arrays, selection));
    }

    private static String name(What what) {
        return switch (what) {
            case ENVIRONMENTS -> "environments";
            case STRUCTURES -> "structures";
            case FEATURES -> "features";
        };
    }

    private static boolean isOfStructures(String target, Structures structures) {
        return !target.isEmpty() && structures.first().has(target);
    }

    private static Map<String, int[]> labels(What what, FeatureArrays arrays, Selection selection) {
        Map<String, int[]> all = new LinkedHashMap<>();
        if (what == What.FEATURES) {
            all.putAll(arrays.labels());
        } else {
            all.put("system", arrays.system());
        }
        if (what == What.ENVIRONMENTS) {
            all.put("atom", arrays.atom());
        }
        Map<String, int[]> out = new LinkedHashMap<>();
        all.forEach((label, values) -> out.put(
                label, Arrays.stream(selection.indices()).map(i -> values[i]).toArray()));
        return out;
    }

    private static Targets targets(Request request, FeatureArrays arrays, Structures structures, boolean features) {
        String name = request.target();
        double[] out = new double[0];
        int width = 0;
        int row = 0;
        int system = 0;
        for (Structure s : structures) {
            for (; row < arrays.rows() && arrays.system()[row] == system; row++) {
                int atom = arrays.atom()[row];
                double[] values = values(s, name, atom);
                if (row == 0) {
                    width = values.length;
                    out = new double[Math.multiplyExact(arrays.rows(), width)];
                }
                if (values.length != width) {
                    throw new DataException(s.place() + "expected " + width + " numbers of `" + name
                            + "` as in the first structure, got " + values.length);
                }
                for (double v : values) {
                    if (!Double.isFinite(v)) {
                        throw new DataException(s.place() + "expected finite numbers of `" + name + "`, got " + v);
                    }
                }
                System.arraycopy(values, 0, out, row * width, width);
            }
            system++;
        }
        return new Targets(out, width, features ? Targets.Rows.COORDINATES : Targets.Rows.POINTS);
    }

    /** @param atom −1 for a value of the structure */
    private static double[] values(Structure s, String name, int atom) {
        if (atom < 0 && s.has(name)) {
            try {
                return s.numbers(name);
            } catch (IllegalArgumentException e) {
                throw new DataException(
                        String.valueOf(e.getMessage()),
                        Cure.use("a name of numbers, ", Setting.argument("target", "NAME")));
            }
        }
        if (atom >= 0 && s.hasColumn(name)) {
            double[] column = s.column(name);
            int width = column.length / s.size();
            return Arrays.copyOfRange(column, atom * width, (atom + 1) * width);
        }
        throw new DataException(
                s.place() + "expected " + (atom < 0 ? "a value" : "a column of values of atoms") + " named `" + name
                        + "`, got "
                        + (atom < 0 ? s.annotations().keys() : s.annotations().columns()),
                Cure.use("a name that all structures have, ", Setting.argument("target", "NAME")));
    }
}
