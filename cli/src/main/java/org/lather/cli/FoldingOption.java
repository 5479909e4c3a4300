package org.lather.cli;

import org.lather.gram.Folding;
import picocli.CommandLine.Option;

/** The option of commands that predict which chooses how sums over representatives are computed. */
final class FoldingOption {
    @Option(
            names = "--folding",
            paramLabel = "WHEN",
            description = "Replace sums over representatives by forms in the features (zeta 1 and 2): auto (where that"
                    + " takes fewer operations), always or never. Default: auto.")
    private Folding folding = Folding.AUTO;

    Folding folding() {
        return folding;
    }
}
