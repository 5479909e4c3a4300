package org.lather.backend;

/** Is notified of the progress of a computation. */
public interface Progress {
    /** Ignores all notifications. */
    Progress NONE = new Progress() {
        @Override
        public void stage(String name, long total) {}

        @Override
        public void advance(long done) {}
    };

    /**
     * Called when a stage begins; the previous one is then finished.
     *
     * @param name name of the stage, e.g. "expanding"
     * @param total number of steps (environments, rows); 0 if unknown
     */
    void stage(String name, long total);

    /** @param done number of further steps of the stage that are done */
    void advance(long done);

    /** Called with a message for the user, e.g. the memory that the computation will need. */
    default void note(String line) {}
}
