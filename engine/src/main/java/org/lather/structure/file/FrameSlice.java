package org.lather.structure.file;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A selection of frames of a file: {@code start:stop:step} with the meaning of Python's slices, or the index of one
 * frame.
 */
record FrameSlice(@Nullable Long start, @Nullable Long stop, long step) {
    private static final Pattern SLICE =
            Pattern.compile("\\s*([+-]?\\d{1,18})?\\s*:\\s*([+-]?\\d{1,18})?\\s*(?::\\s*([+-]?\\d{1,18})?\\s*)?");
    private static final Pattern PLACE = Pattern.compile("\\s*[+-]?\\d{1,18}\\s*");

    static final FrameSlice ALL = new FrameSlice(null, null, 1);

    /** Frames first, first + step, ... while they are below {@code end} (above it for a negative step). */
    record Range(long first, long end, long step) {}

    /** @throws IllegalArgumentException if the text is not a slice; the message contains the specification */
    static FrameSlice parse(String text, String specification) {
        if (PLACE.matcher(text).matches()) {
            long place = Long.parseLong(text.strip());
            return new FrameSlice(place, place == -1 ? null : Long.valueOf(place + 1), 1);
        }
        Matcher m = SLICE.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("expected a frame or start:stop:step behind '@' in '" + specification
                    + "', got '" + text + "' (there is no file of the whole name)");
        }
        Long step = number(m.group(3));
        if (step != null && step == 0) {
            throw new IllegalArgumentException("expected a step other than 0 in '" + specification + "', got 0");
        }
        return new FrameSlice(number(m.group(1)), number(m.group(2)), step == null ? 1 : step);
    }

    private static @Nullable Long number(@Nullable String text) {
        return text == null ? null : Long.valueOf(text);
    }

    /** Whether the selection depends on the number of frames. */
    boolean needsCount() {
        return step < 0 || (start != null && start < 0) || (stop != null && stop < 0);
    }

    /** @param count number of frames, or any large number if {@link #needsCount()} is false */
    Range range(long count) {
        long lowest = step > 0 ? 0 : -1;
        long highest = step > 0 ? count : count - 1;
        long first = start == null ? (step > 0 ? lowest : highest) : bounded(start, count, lowest, highest);
        long end = stop == null ? (step > 0 ? highest : lowest) : bounded(stop, count, lowest, highest);
        return new Range(first, end, step);
    }

    private static long bounded(long index, long count, long lowest, long highest) {
        return Math.max(lowest, Math.min(highest, index < 0 ? index + count : index));
    }
}
