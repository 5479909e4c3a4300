package org.lather.cli;

import org.lather.backend.Progress;

/** Progress that is shown to the user until it ends. */
interface ShownProgress extends Progress, AutoCloseable {
    /** Ends the last stage; what was redrawn disappears. */
    void end();

    @Override
    default void close() {
        end();
    }
}
