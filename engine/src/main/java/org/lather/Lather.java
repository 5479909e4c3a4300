package org.lather;

import java.io.IOException;
import java.nio.file.Path;
import org.lather.backend.Backend;
import org.lather.model.ModelFile;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.file.Structures;
import org.lather.training.Trainer;

/** Fits, saves and opens models. */
public final class Lather {
    private Lather() {}

    /** A model of the training structures that the options name. */
    public static Model fit(Options options, Backend backend) {
        Structures train =
                Structures.read(options.data().train(), options.data().folder());
        return Trainer.of(options, backend).fit(train);
    }

    /**
     * Writes a model to a safetensors file.
     *
     * @throws IOException if it cannot be written; nothing stands under its name then, or what stood there before
     */
    public static void save(Model model, Path file) throws IOException {
        ModelFile.write(file, model.parameters());
    }

    /**
     * Opens a model file, its checksums verified.
     *
     * @throws org.lather.arrayfile.ModelFileException for a file that is missing, damaged, foreign or of a newer
     *     version
     */
    public static Model open(Path file, Backend backend) {
        return Model.of(ModelFile.read(file, true), backend);
    }
}
