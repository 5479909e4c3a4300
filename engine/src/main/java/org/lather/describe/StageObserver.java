package org.lather.describe;

/** Is told when stages begin and end, to measure them. Called by the thread that called the {@link Describer}. */
public interface StageObserver {
    /** Ignores everything. */
    StageObserver NONE = new StageObserver() {
        @Override
        public void begin(Stage stage) {}

        @Override
        public void end(Stage stage) {}
    };

    /** A stage begins; no other is under way. */
    void begin(Stage stage);

    /** The stage that began last ends. */
    void end(Stage stage);
}
