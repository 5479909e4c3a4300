package org.lather.classification;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.lather.error.Cure;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;
import org.lather.structure.Missing;
import org.lather.structure.Structure;

/**
 * The classes of a target, in order: numbers ascending, otherwise words in alphabetical order; the positive class of
 * two is the last one.
 *
 * @param labels name of each class; whole numbers without a decimal point
 */
public record Classes(List<String> labels) {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");

    /** @throws IllegalArgumentException if there are fewer than two classes */
    public Classes {
        labels = List.copyOf(labels);
        if (labels.size() < 2) {
            throw new IllegalArgumentException("expected at least two classes, got " + labels);
        }
    }

    /**
     * Orders classes.
     *
     * @param positive the class of two that is to be the last one; empty for the natural order
     * @throws OptionsException if there is no such class, or there are not two
     */
    static Classes of(Collection<String> found, String positive) {
        boolean numbers = found.stream().allMatch(Classes::isNumber);
        TreeSet<String> sorted =
                new TreeSet<>(numbers ? Comparator.comparing(BigDecimal::new) : Comparator.naturalOrder());
        sorted.addAll(found);
        List<String> order = new ArrayList<>(sorted);
        if (!positive.isEmpty()) {
            String label = label(positive);
            if (order.size() != 2 || !order.remove(label)) {
                throw new OptionsException(
                        "`model.svc.positive`: expected one of two classes, " + sorted + ", got " + positive,
                        Cure.text(order.size() > 2 ? "Leave it out" : "Use the name of one of them"));
            }
            order.add(label);
        }
        return new Classes(order);
    }

    private static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /** Whether all classes are numbers. */
    public boolean areNumbers() {
        return labels.stream().allMatch(Classes::isNumber);
    }

    /** The class of a text: 1.0 and 1 are the same class. */
    private static String label(String text) {
        String stripped = text.strip();
        return isNumber(stripped)
                ? new BigDecimal(stripped).stripTrailingZeros().toPlainString()
                : stripped;
    }

    /**
     * The class of a structure; empty if it has none.
     *
     * @throws DataException for several numbers or for text beyond printable ASCII
     */
    static Optional<String> read(Structure s, String key) {
        if (s.annotations().value(key).filter(v -> !Missing.is(v)).isEmpty()) {
            return Optional.empty();
        }
        String text = s.annotations().text(key).orElseThrow();
        if (s.annotations()
                .value(key)
                .flatMap(v -> v.numbers())
                .filter(v -> v.length > 1)
                .isPresent()) {
            throw new DataException(
                    s.place() + "expected a class under `" + key + "`, a word or a number, found several numbers, `"
                            + text + "`",
                    Cure.text("Use a key with one value for each structure"));
        }
        String label = label(text);
        if (label.isEmpty() || !label.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new DataException(
                    s.place() + "expected a class under `" + key + "`, a word or a number, found `" + text + "`",
                    Cure.text("Name classes in ASCII"));
        }
        return Optional.of(label);
    }

    /**
     * The index of a class.
     *
     * @param s the structure that has it, for messages
     * @throws DataException if it is none of these
     */
    int index(String label, Structure s) {
        int i = labels.indexOf(label);
        if (i < 0) {
            throw new DataException(
                    s.place() + "expected one of the classes " + String.join(", ", labels) + ", found " + label,
                    Cure.text("Leave such structures out, or train a model with this class"));
        }
        return i;
    }

    /** The number of classes. */
    public int count() {
        return labels.size();
    }
}
