package org.lather.backend.device.program;

import java.util.ArrayList;
import java.util.List;
import org.lather.backend.device.Argument;

/** Arguments as a device takes them. */
public final class ArgumentList implements Parameters {
    private final List<Argument> arguments = new ArrayList<>();

    @Override
    public void put(Ints array) {
        arguments.add(array.buffer());
    }

    @Override
    public void put(Doubles array) {
        arguments.add(array.buffer());
    }

    @Override
    public void put(Reals array) {
        arguments.add(array.buffer());
    }

    @Override
    public void put(int value) {
        arguments.add(Argument.of(value));
    }

    @Override
    public void put(long value) {
        arguments.add(Argument.of(value));
    }

    @Override
    public void put(double value) {
        arguments.add(Argument.of(value));
    }

    /** All arguments that were put, in their order. */
    public Argument[] toArray() {
        return arguments.toArray(Argument[]::new);
    }
}
