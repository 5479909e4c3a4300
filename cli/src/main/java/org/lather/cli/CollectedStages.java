package org.lather.cli;

/**
 * Collects garbage when a stage begins. The memory of the previous stage is then garbage, but the serial collector
 * would grow the heap rather than collect: the memory of the process would be the sum over the stages instead of the
 * largest.
 */
record CollectedStages(ShownProgress shown) implements ShownProgress {
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

    @Override
    public void end() {
        shown.end();
    }
}
