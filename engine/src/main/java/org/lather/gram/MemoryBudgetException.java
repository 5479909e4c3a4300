package org.lather.gram;

/** The work does not fit in the memory that it may take. */
public final class MemoryBudgetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long neededBytes;

    public MemoryBudgetException(String message, long neededBytes) {
        super(message);
        this.neededBytes = neededBytes;
    }

    /** The smallest budget that would do. */
    public long neededBytes() {
        return neededBytes;
    }
}
