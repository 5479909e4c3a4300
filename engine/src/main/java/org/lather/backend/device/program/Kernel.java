package org.lather.backend.device.program;

import java.util.Map;
import org.lather.backend.Precision;
import org.lather.backend.device.ProgramSource;

/**
 * One launch of a function of a device program: the function, what it is compiled with, its work-items and its
 * arguments.
 */
public interface Kernel {
    /**
     * A function.
     *
     * @param program the name of its file, or of several, joined by +
     * @param storesFeatures whether the program reads or writes stored features, whose type depends on the precision;
     *     others are compiled once for both
     */
    record Function(String program, String name, boolean storesFeatures) {}

    Function function();

    /** Constants that are defined before the text of the program. */
    Map<String, Integer> constants();

    WorkItems workItems();

    /** Puts the arguments in the order of the function's parameters. */
    void put(Parameters to);

    /** The source that holds the function, for one precision of stored features. */
    default ProgramSource source(Precision precision) {
        return new ProgramSource(
                function().program(), function().storesFeatures() ? precision : Precision.DOUBLE, constants());
    }
}
