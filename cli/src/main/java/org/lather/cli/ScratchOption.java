package org.lather.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lather.options.OptionsException;
import picocli.CommandLine.Option;

/** The folder for temporary files of a training. */
final class ScratchOption {
    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            description =
                    "Folder for temporary files of what does not fit in --memory: the sums of the folds of a fit with"
                            + " many representatives, its rows (model.solver), matrices. Kernels of structures are kept"
                            + " there after an interruption, and the same command resumes with them.")
    private @Nullable Path folder;

    /** Returns the folder; null for none. */
    @Nullable
    Path folder() {
        if (folder != null && !Files.isDirectory(folder)) {
            throw new OptionsException("--scratch " + folder + ": expected an existing folder, found "
                    + (Files.exists(folder) ? "a file" : "nothing"));
        }
        return folder;
    }
}
