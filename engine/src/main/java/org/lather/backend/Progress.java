package org.lather.backend;

/** Hears how far a computation is. */
public interface Progress {
    /** Nobody listens. */
    Progress NONE = new Progress() {
        @Override
        public void stage(String name, long total) {}

        @Override
        public void advance(long done) {}
    };

    /**
     * A stage begins; the one before it is done.
     *
     * @param name what is done, e.g. "expanding"
     * @param total how many steps (environments, rows) it takes; 0 where unknown
     */
    void stage(String name, long total);

    /** @param done how many more steps of the stage are done */
    void advance(long done);

    /** A line for the user, e.g. the memory that the work will take. */
    default void note(String line) {}
}
