package org.lather.describe;

/**
 * Is notified when stages begin and end, in order to measure them. Called by the thread that called the
 * {@link Describer}.
 */
public interface StageObserver {
    /** Ignores everything. */
    StageObserver NONE = new StageObserver() {
        @Override
        public void begin(Stage stage) {}

        @Override
        public void end(Stage stage) {}
    };

    /** Called when a stage begins, while no other stage is running. */
    void begin(Stage stage);

    /** Called when the current stage ends. */
    void end(Stage stage);
}
