package org.lather.cli;

/**
 * Whether pictures can be made: the small runtime of the bundle has no java.desktop. Asked before {@link Plots} is
 * touched.
 */
final class Desktop {
    private Desktop() {}

    static boolean isHere() {
        return ModuleLayer.boot().findModule("java.desktop").isPresent();
    }
}
