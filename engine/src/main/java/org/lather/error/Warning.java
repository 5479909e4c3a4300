package org.lather.error;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A sign that a result may not be what the user expects: what was found, and what helps. The computation goes on, and
 * its result carries the warning.
 *
 * @param kind what the warning is about
 * @param factPhrase what was found, with its settings as data
 * @param cures what helps; empty where the fact says it
 */
public record Warning(Kind kind, Phrase factPhrase, List<Cure> cures) implements Curable {
    /** The subject of a warning; its name in lower case identifies it in JSON. */
    public enum Kind {
        /** The errors of a target are not below the spread of its references. */
        NOTHING_LEARNT,
        /** The counts of some elements are collinear in the training set. */
        COMPOSITION_UNDETERMINED,
        /** A composition baseline explains all values of a target. */
        BASELINE_EXPLAINS_ALL,
        /** Structures have compositions outside of the span of those of the training set. */
        OUTSIDE_COMPOSITIONS,
        /** Structures are less certain than any training structure that was held out. */
        UNLIKE_TRAINING_SET,
        /** Atoms have no neighbour within the cutoff. */
        ATOMS_WITHOUT_NEIGHBOURS,
        /** Test structures are among those that the model was trained on. */
        TRAINED_ON,
        /** Test structures have groups of which there are training structures, too. */
        GROUP_TRAINED_ON,
        /** Training structures are copies of others. */
        COPIES,
        /** Few of the training structures have some of the elements. */
        RARE_ELEMENTS,
        /** Distances between atoms are as if positions were in bohr. */
        DISTANCES_LIKE_BOHR,
        /** Forces have the wrong sign. */
        FORCES_SIGN,
        /** Forces do not have the size that differences of the energy ask for. */
        FORCES_UNIT,
        /** The target of forces, stress or virials is in a unit that is not one of energy. */
        UNIT_IS_NO_ENERGY,
        /** What a baseline would explain is nearly all of the references, and is not subtracted. */
        NO_BASELINE,
        /** The target of a correction is the cheaper of two methods. */
        SWAPPED_BASELINE,
        /** Some structures have their labels under a name that is only like the declared one. */
        SIMILAR_KEY,
        /**
         * Structures have stress or virials that cannot be theirs, because they are not periodic in three directions.
         */
        LABELS_IGNORED,
        /** The labels of some row types of a target contradict each other. */
        LABELS_DISAGREE,
        /** Residuals of one type of labels are several times the noise that was given, and those of others not. */
        RESIDUALS_EXCEED_NOISE,
        /** Iterations ended before the solution was as exact as asked for. */
        NOT_CONVERGED,
        /** Elements of the training set are the centre of no representative. */
        ELEMENTS_WITHOUT_REPRESENTATIVES,
        /** A representation has fewer features than are to be chosen. */
        FEWER_FEATURES;

        /** Returns the name in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Warning {
        cures = List.copyOf(cures);
    }

    /** Creates a warning whose fact names no setting. */
    public static Warning of(Kind kind, String fact, Cure... cures) {
        return new Warning(kind, Phrase.of(fact), List.of(cures));
    }

    @Override
    public String fact() {
        return factPhrase.toString();
    }

    @Override
    public String describe(Spelling spelling) {
        return Curable.joined(factPhrase.in(spelling).orElseGet(this::fact), Curable.describe(cures, spelling));
    }

    /** Returns the warning by the names that it has in JSON: {@code kind}, {@code fact} and {@code cures}. */
    public Map<String, Object> toMap() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("kind", kind.word());
        out.put("fact", fact());
        out.put("cures", cures.stream().map(Cure::toString).toList());
        return out;
    }

    /** Returns some warnings in the form that they have in JSON. */
    public static List<Map<String, Object>> toList(List<Warning> warnings) {
        return warnings.stream().map(Warning::toMap).toList();
    }

    /** Returns fact and cures as one line, with settings spelled as messages of exceptions do. */
    @Override
    public String toString() {
        return describe(Spelling.PLAIN);
    }
}
