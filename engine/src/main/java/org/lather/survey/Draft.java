package org.lather.survey;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lather.options.Options;
import org.lather.structure.Element;
import org.lather.structure.file.AtomTypes;

/** Writes the text of first options. */
final class Draft {
    /** Names of keys whose equal values make structures a group. */
    private static final Set<String> GROUPS = Set.of(
            "mol_id",
            "molecule",
            "mol",
            "molecule_id",
            "trajectory",
            "traj",
            "traj_id",
            "smiles",
            "parent",
            "system",
            "rotation_group",
            "group_id",
            "conformer_of",
            "inchi");

    /** The number of folds that options have by default. */
    private static final int FOLDS = 5;

    private final Survey survey;
    private final SurveyRequest request;
    private final List<Proposal> targets;

    Draft(Survey survey, SurveyRequest request, List<Proposal> targets) {
        this.survey = survey;
        this.request = request;
        this.targets = targets;
    }

    /** The first representation and the model with the defaults for these structures, as an options file has them. */
    Map<String, Object> defaults() {
        OptionsText text = new OptionsText();
        addTargets(text);
        Map<String, ?> tree = Options.parse(text.toString(), request.folder())
                .decide(survey.domain())
                .toMap();
        Object representation = tree.get("representations") instanceof List<?> list ? list.get(0) : Map.of();
        Object model = tree.get("model");
        return Map.of("representation", representation, "model", model == null ? Map.of() : model);
    }

    private boolean hasTensors() {
        return targets.stream().anyMatch(p -> p.rank() > 0);
    }

    String text(Geometry geometry, int[] basis, int representatives) {
        OptionsText out = new OptionsText();
        out.comment(0, "First options for " + FirstOptions.describe(survey) + ".");
        out.comment(0, "What is not given here has its default; all keys: lather options --schema");
        addData(out);
        addRepresentation(out, geometry, basis);
        addModel(out, geometry, representatives);
        addTargets(out);
        return out.toString();
    }

    private void addData(OptionsText out) {
        out.line(0, "data:");
        List<String> train = request.train().stream().map(OptionsText::scalar).toList();
        out.line(1, "train: " + (train.size() == 1 ? train.get(0) : "[" + String.join(", ", train) + "]"));
        types().ifPresent(t -> out.line(1, "types: " + t));
        out.comment(1, "structures that are not trained on show the errors of the model: another file,");
        if (request.train().size() == 1 && !request.train().get(0).contains("@")) {
            int split = survey.structures() - Math.max(1, survey.structures() / 10);
            String file = request.train().get(0);
            out.comment(1, "or the last tenth of this one if its order is random:");
            out.comment(1, "train: " + OptionsText.scalar(file + "@:" + split));
            out.comment(1, "test: " + OptionsText.scalar(file + "@" + split + ":"));
        } else {
            out.comment(1, "test: test.xyz");
        }
        if (!request.group().isEmpty()) {
            out.line(1, "group: " + OptionsText.scalar(request.group()));
        } else {
            group().ifPresent(g -> {
                out.comment(1, "equal values of this key look like copies of one structure; no fold divides a group:");
                out.comment(1, "group: " + OptionsText.scalar(g.name()));
            });
        }
    }

    private Optional<String> types() {
        AtomTypes types = request.types();
        if (types.numbers()) {
            return Optional.of(AtomTypes.ATOMIC_NUMBERS_WORD);
        }
        String map = types.elements().entrySet().stream()
                .map(e -> OptionsText.scalar(e.getKey()) + ": " + Element.symbol(e.getValue()))
                .collect(Collectors.joining(", "));
        return map.isEmpty() ? Optional.empty() : Optional.of("{" + map + "}");
    }

    /** A key that looks like that of groups of structures. */
    private Optional<Labels> group() {
        return survey.labels().stream()
                .filter(l -> !l.isColumn() && GROUPS.contains(l.name().toLowerCase(Locale.ROOT)))
                .filter(l -> l.structures() == survey.structures())
                .filter(l -> l.differentValues() >= 5 && 10L * l.differentValues() <= 9L * survey.structures())
                .findFirst();
    }

    /** A sentence about a key of groups that is not used. */
    Optional<String> groupNote() {
        return request.group().isEmpty()
                ? group().map(g -> "group: " + g.name() + " has " + g.differentValues() + " values; if structures of"
                        + " one value are nearly copies, --group " + g.name() + " keeps them in one fold")
                : Optional.empty();
    }

    private void addRepresentation(OptionsText out, Geometry g, int[] basis) {
        out.line(0, "representations:");
        out.comment(1, "for " + g.reason());
        out.line(1, "- calculator: " + (hasTensors() ? "lambda_soap" : "power_spectrum"));
        out.line(
                2,
                "cutoff: {radius: " + OptionsText.number(g.cutoff()) + ", smoothing: {type: ShiftedCosine, width: "
                        + OptionsText.number(g.smoothing()) + "}}");
        out.line(
                2,
                "density: {type: Gaussian, width: " + OptionsText.number(g.width())
                        + ", scaling: {type: Willatt2018, rate: 1.0, scale: " + OptionsText.number(g.scale())
                        + ", exponent: 4.0}}");
        int elements = survey.elements().size();
        if (basis[0] < 6) {
            out.comment(
                    2,
                    "a smaller basis than 6 and 7, as features grow with the square of the " + elements + " elements");
        }
        out.line(
                2,
                "basis: {type: TensorProduct, max_angular: " + basis[0] + ", radial: {type: Gto, max_radial: "
                        + basis[1] + "}}");
    }

    private void addModel(OptionsText out, Geometry g, int representatives) {
        out.line(0, "model:");
        out.line(1, "type: sparse_gpr");
        out.line(1, "kernel: {zeta: " + OptionsText.number(g.zeta()) + "}");
        out.comment(
                1,
                String.format(
                        Locale.ROOT,
                        "of %,d environments; more make the model more accurate and slower",
                        survey.atoms()));
        out.line(1, "representatives: {count: " + representatives + "}");
        out.comment(1, "found by cross-validation; or a standard deviation in the unit of each target");
        out.line(1, "noise: auto");
        int fewest = fewest();
        if (fewest >= 2 && fewest < FOLDS) {
            out.comment(1, "as many as structures with each target");
            out.line(1, "folds: " + fewest);
        }
    }

    /** The least number of structures with one of the targets or its derivatives. */
    private int fewest() {
        return targets.stream()
                .flatMapToInt(p -> IntStream.concat(
                        IntStream.of(p.structures()), p.derivatives().stream().mapToInt(Proposal.Derived::structures)))
                .min()
                .orElse(0);
    }

    private void addTargets(OptionsText out) {
        out.line(0, "targets:");
        for (Proposal p : targets) {
            out.line(1, p.name() + ":");
            out.line(2, "key: " + OptionsText.scalar(p.key()));
            p.remarks().forEach(r -> out.comment(2, r));
            unit(out, p.unit());
            out.line(2, "quantity: " + p.quantity().word());
            out.line(2, "baseline: " + p.baseline());
            p.more().forEach((key, value) -> out.line(2, key + ": " + value));
            for (Proposal.Derived d : p.derivatives()) {
                out.comment(2, d.word() + ", unit: " + d.unit().reason());
                out.line(
                        2,
                        d.word() + ": {key: " + OptionsText.scalar(d.key()) + ", unit: "
                                + OptionsText.scalar(d.unit().text()) + "}");
            }
        }
    }

    private static void unit(OptionsText out, Proposal.ChosenUnit unit) {
        out.comment(2, "unit: " + unit.reason());
        out.line(2, "unit: " + OptionsText.scalar(unit.text()));
    }
}
