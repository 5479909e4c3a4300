package org.lather.fuzz;

import java.util.List;

/**
 * A parser or a wire format.
 *
 * @param name for messages
 * @param inputs valid inputs
 * @param documented the exceptions that its documentation names
 */
record Target(String name, List<byte[]> inputs, Parser parser, List<Class<? extends Throwable>> documented) {
    /** Reads an input whole. */
    interface Parser {
        void read(byte[] input) throws Exception;
    }

    Target {
        inputs = List.copyOf(inputs);
        documented = List.copyOf(documented);
    }

    /** Whether an exception is one that the caller has to expect. */
    boolean expects(Throwable e) {
        return documented.stream().anyMatch(c -> c.isInstance(e));
    }
}
