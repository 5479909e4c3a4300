package org.lather.backend.device;

/** An argument of a device program: a buffer, or a number of the dialect's types int, int64 and accum. */
public sealed interface Argument permits Buffer, Argument.Int32, Argument.Int64, Argument.Float64 {
    /** A method for each type of argument. */
    interface Cases<R> {
        R buffer(Buffer buffer);

        R int32(int value);

        R int64(long value);

        R float64(double value);
    }

    /** Calls the method for the type of this argument. */
    <R> R match(Cases<R> cases);

    /** A number of type int. */
    record Int32(int value) implements Argument {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.int32(value);
        }
    }

    /** A number of type int64. */
    record Int64(long value) implements Argument {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.int64(value);
        }
    }

    /** A number of type accum, which is always double. */
    record Float64(double value) implements Argument {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.float64(value);
        }
    }

    static Argument of(int value) {
        return new Int32(value);
    }

    static Argument of(long value) {
        return new Int64(value);
    }

    static Argument of(double value) {
        return new Float64(value);
    }
}
