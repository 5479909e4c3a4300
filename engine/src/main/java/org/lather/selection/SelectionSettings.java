package org.lather.selection;

import java.util.Optional;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;
import org.lather.options.OptionsException;
import org.lather.options.SelectionMethod;

/**
 * A method with its parameters; those that the method does not have are ignored.
 *
 * @param mixing weight α of the points beside targets, from 0 to 1
 * @param start index of the first point of farthest point sampling
 * @param seed of a random draw
 */
public record SelectionSettings(SelectionMethod method, double mixing, int start, long seed) {
    /** The mixing where none is given, as in scikit-matter. */
    public static final double MIXING = 0.5;

    /** @throws OptionsException if a parameter is out of range */
    public SelectionSettings {
        if (!(mixing >= 0 && mixing <= 1)) {
            throw new OptionsException(
                    Phrase.of(Setting.argument("mixing"), ": expected a number from 0 to 1, got " + mixing));
        }
        if (start < 0) {
            throw new OptionsException(
                    Phrase.of(Setting.argument("start"), ": expected an index from 0 on, got " + start));
        }
    }

    /** A method with the default parameters. */
    public SelectionSettings(SelectionMethod method) {
        this(method, MIXING, 0, 0);
    }

    /**
     * The selector.
     *
     * @param targets empty for none
     * @throws OptionsException if the method needs targets and there are none
     * @throws IllegalArgumentException if the method makes combinations in place of a choice
     */
    public Selector selector(Optional<Targets> targets) {
        return switch (method) {
            case FPS -> new FarthestPoints(start, false);
            case VORONOI_FPS -> new FarthestPoints(start, true);
            case CUR -> new Cur();
            case PCOV_FPS -> new PcovFarthestPoints(mixing, needed(targets), start);
            case PCOV_CUR -> new PcovCur(mixing, needed(targets));
            case RANDOM -> new RandomPoints(seed);
            case PCA -> throw new IllegalArgumentException("expected a method that chooses points, got pca");
        };
    }

    private Targets needed(Optional<Targets> targets) {
        return targets.orElseThrow(() -> new OptionsException(
                Phrase.of("expected a target, which " + method.word() + " weighs beside the features, got none"),
                Cure.argument("target")));
    }

    /**
     * Checks a count and a first point against the number of points.
     *
     * @param noun plural of what is selected, like {@code samples}
     * @throws OptionsException if there are fewer points
     */
    public void expectWithin(int size, int count, String noun) {
        if (count < 1 || count > size) {
            throw new OptionsException(Phrase.of(
                    Setting.argument("count"),
                    ": expected from 1 to " + size + ", the number of " + noun + ", got " + count));
        }
        if (method.takesStart() && start >= size) {
            throw new OptionsException(Phrase.of(
                    Setting.argument("start"),
                    ": expected an index from 0 to " + (size - 1) + " of " + size + " " + noun + ", got " + start));
        }
    }
}
