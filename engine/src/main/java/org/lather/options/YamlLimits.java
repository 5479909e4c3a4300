package org.lather.options;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.lather.error.Phrase;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Limits of a YAML or JSON text, checked on the stream of its events before a tree is built. The depth of the tree,
 * aliases written out, bounds the stack of everything that walks it, and the number of values with all aliases written
 * out bounds the time.
 */
final class YamlLimits {
    /** The largest depth of maps and lists in each other. */
    static final int DEPTH = 64;

    /** The largest number of values that aliases may add to those of the text. */
    static final long REPEATED = 10_000;

    /** The largest length of a number; the time to read one grows with the square of its length. */
    static final int DIGITS = 1000;

    private final Phrase origin;
    private final Map<Anchor, Extent> extents = new HashMap<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private long repeated;

    /**
     * What an alias stands for.
     *
     * @param size number of values, itself included
     * @param depth number of maps and lists in each other, itself included; 0 for a scalar
     */
    private record Extent(long size, int depth) {
        static final Extent SCALAR = new Extent(1, 0);
    }

    /** A collection that has not ended, with the extent of its values so far and itself. */
    private static final class Open {
        private final @org.jspecify.annotations.Nullable Anchor anchor;
        private Extent extent = new Extent(1, 1);

        Open(@org.jspecify.annotations.Nullable Anchor anchor) {
            this.anchor = anchor;
        }
    }

    private YamlLimits(Phrase origin) {
        this.origin = origin;
    }

    /**
     * Checks a text.
     *
     * @param origin the origin of the text, for messages
     * @throws OptionsException for a text beyond the limits, or a value that holds itself
     */
    static void check(String text, Phrase origin, LoadSettings settings) {
        YamlLimits limits = new YamlLimits(origin);
        // the package of Parse, which does the same, is not exported to modules
        Parser events = new ParserImpl(settings, new StreamReader(settings, text));
        while (events.hasNext()) {
            limits.accept(events.next());
        }
    }

    private void accept(Event event) {
        if (event instanceof CollectionStartEvent start) {
            Anchor anchor = start.getAnchor().orElse(null);
            expectDepth(event, open.size() + 1);
            open.push(new Open(anchor));
        } else if (event instanceof CollectionEndEvent) {
            Open ended = open.pop();
            if (ended.anchor != null) {
                extents.put(ended.anchor, ended.extent);
            }
            add(ended.extent);
        } else if (event instanceof AliasEvent alias) {
            alias(alias);
        } else if (event instanceof ScalarEvent scalar) {
            if (scalar.isPlain() && scalar.getValue().length() > DIGITS && isLikeNumber(scalar.getValue())) {
                throw refused(event, "expected numbers of at most " + DIGITS + " digits, found a longer one");
            }
            ((NodeEvent) scalar).getAnchor().ifPresent(anchor -> extents.put(anchor, Extent.SCALAR));
            add(Extent.SCALAR);
        }
    }

    private void alias(AliasEvent alias) {
        Anchor anchor = alias.getAlias();
        if (open.stream().anyMatch(o -> anchor.equals(o.anchor))) {
            throw refused(alias, "expected values that end, found the alias *" + anchor + " within its own value");
        }
        Extent extent = extents.getOrDefault(anchor, Extent.SCALAR);
        expectDepth(alias, open.size() + extent.depth);
        repeated += extent.size;
        if (repeated > REPEATED) {
            throw refused(
                    alias, "expected aliases that stand for at most " + REPEATED + " values together, found more");
        }
        add(extent);
    }

    private void expectDepth(Event event, int depth) {
        if (depth > DEPTH) {
            throw refused(event, "expected maps and lists at most " + DEPTH + " deep, found deeper ones");
        }
    }

    private void add(Extent value) {
        Open inner = open.peek();
        if (inner != null) {
            inner.extent = new Extent(inner.extent.size + value.size, Math.max(inner.extent.depth, value.depth + 1));
        }
    }

    private static boolean isLikeNumber(String text) {
        return "+-.0123456789".indexOf(text.charAt(0)) >= 0;
    }

    private OptionsException refused(Event event, String problem) {
        String place = event.getStartMark()
                .map(m -> ":" + (m.getLine() + 1) + ":" + (m.getColumn() + 1))
                .orElse("");
        return new OptionsException(Phrase.of(origin, place + ": " + problem));
    }
}
