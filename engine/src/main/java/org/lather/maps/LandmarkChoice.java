package org.lather.maps;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which points are the landmarks of a map, by which all others are placed.
 *
 * @param count number of landmarks; 0 for all points, up to 500
 * @param seed of the random choices
 */
public record LandmarkChoice(int count, Rule rule, long seed) {
    /** The largest number of landmarks where none is given. */
    public static final int DEFAULT = 500;

    /** Random points among which landmarks are chosen, for each landmark. */
    static final int POOL = 10;

    /** How landmarks are chosen. */
    public enum Rule {
        /** Farthest point sampling of features, from the first point. */
        FPS("fps"),
        /** Farthest point sampling of features, from a random point. */
        MINMAX("minmax"),
        /** A random draw. */
        RANDOM("random");

        private final String word;

        Rule(String word) {
            this.word = word;
        }

        /** The name in options. */
        public String word() {
            return word;
        }

        /** The value with a name; empty if there is none. */
        public static Optional<Rule> of(String word) {
            return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
        }

        /** All names. */
        public static List<String> words() {
            return Arrays.stream(values()).map(Rule::word).toList();
        }
    }

    /** @throws IllegalArgumentException for a negative count */
    public LandmarkChoice {
        if (count < 0) {
            throw new IllegalArgumentException("expected a number of landmarks of at least 1, got " + count);
        }
    }

    /** The number of landmarks among some points. */
    int of(int points) {
        return Math.min(points, count == 0 ? DEFAULT : count);
    }
}
