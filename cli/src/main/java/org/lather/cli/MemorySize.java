package org.lather.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lather.execution.MemoryPlan;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An amount of memory, like {@code 3GiB}, {@code 1.5G} (the same unit) or {@code 500MB} (powers of 1000).
 *
 * @param bytes positive
 */
record MemorySize(long bytes) {
    /** Approximate memory of the virtual machine in addition to its heap, bytes. */
    static final long MACHINE_BYTES = 250L << 20;

    /** The smallest memory with which the program starts, bytes. */
    static final long SMALLEST = MACHINE_BYTES + (64L << 20);

    /** Largest size of the young generation set by the launcher, bytes; large arrays are not allocated there. */
    private static final long YOUNG_BYTES = 96L << 20;

    /** What the program itself holds in the old generation: its tables, and buffers of products of matrices, bytes. */
    private static final long PROGRAM_BYTES = 14L << 20;

    private static final Pattern FORM = Pattern.compile("(\\d{1,15})(\\.\\d{1,3})? ?([kKmMgGtT]?)(i?[bB])?");

    static MemorySize parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches() || (!m.group(3).isEmpty() && m.group(1).length() > 6)) {
            throw new IllegalArgumentException("expected a size like 3GiB, got " + text);
        }
        boolean decimal = !m.group(3).isEmpty() && "b".equalsIgnoreCase(m.group(4));
        int power = "kmgt".indexOf(m.group(3).toLowerCase(Locale.ROOT))
                + (m.group(3).isEmpty() ? 0 : 1);
        double number = Double.parseDouble(m.group(1) + (m.group(2) == null ? "" : m.group(2)));
        return new MemorySize((long) (number * Math.pow(decimal ? 1000 : 1024, power)));
    }

    /** The default budget: what the launcher determined, or what the heap allows. */
    static MemorySize automatic() {
        Long found = Long.getLong("lather.memory");
        return new MemorySize(found != null ? found : Runtime.getRuntime().maxMemory() + MACHINE_BYTES);
    }

    /**
     * The memory for computations: the old generation of the heap without what the program itself holds, minus a tenth
     * as a margin for estimates.
     */
    long workBytes() {
        long heap = Math.max(bytes - MACHINE_BYTES, 0);
        return Math.max(heap - Math.min(heap / 4, YOUNG_BYTES) - PROGRAM_BYTES, 0) / 11 * 10;
    }

    /** The smallest size, to a megabyte, that leaves a given number of bytes for computations. */
    static MemorySize forWork(long work) {
        long old = (work / 10 + 1) * 11 + PROGRAM_BYTES;
        long heap = old + Math.min(old / 3, YOUNG_BYTES) + (1 << 20);
        return new MemorySize(MACHINE_BYTES + heap);
    }

    /** Returns a size in the largest binary unit that keeps it above 1, rounded up to two digits after the point. */
    static String show(long bytes) {
        return MemoryPlan.exact(bytes);
    }

    /** Converts the value of an option. */
    static final class Converter implements ITypeConverter<MemorySize> {
        @Override
        public MemorySize convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
