package org.lather.cli;

/**
 * Whether plots can be drawn: the small runtime of the bundle has no java.desktop. It must be checked before
 * {@link Plots} is loaded.
 */
final class Desktop {
    private Desktop() {}

    static boolean isHere() {
        return ModuleLayer.boot().findModule("java.desktop").isPresent();
    }
}
