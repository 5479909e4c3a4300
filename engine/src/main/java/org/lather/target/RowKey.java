package org.lather.target;

/** One type of rows of one target. */
public record RowKey(String target, RowType type) {
    /** The values of a number. */
    public static RowKey value(String target) {
        return new RowKey(target, new RowType.Value());
    }

    /** A derivative of a number. */
    public static RowKey of(String target, Derivative derivative) {
        return new RowKey(target, new RowType.Gradient(derivative.kind()));
    }

    /** The name in reports and files. */
    public String name() {
        return type.name(target);
    }
}
