package org.lather.cli;

import org.lather.backend.Progress;

/**
 * Collects garbage where a stage begins. What a stage held is garbage then, and the serial collector would rather grow
 * the heap for the next one than look: the memory of the process would be the sum of the stages instead of the largest.
 */
record CollectedStages(Progress shown) implements Progress {
    @Override
    public void stage(String name, long total) {
        System.gc();
        shown.stage(name, total);
    }

    @Override
    public void advance(long done) {
        shown.advance(done);
    }

    @Override
    public void note(String line) {
        shown.note(line);
    }
}
