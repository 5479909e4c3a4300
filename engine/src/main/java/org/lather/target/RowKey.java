package org.lather.target;

/** The key of one row type of one target. */
public record RowKey(String target, RowType type) {
    /** The key of the values of a scalar target. */
    public static RowKey value(String target) {
        return new RowKey(target, new RowType.Value());
    }

    /** The key of a derivative of a scalar target. */
    public static RowKey of(String target, Derivative derivative) {
        return new RowKey(target, new RowType.Gradient(derivative.kind()));
    }

    /** The name in reports and files. */
    public String name() {
        return type.name(target);
    }
}
