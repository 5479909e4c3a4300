package org.lather.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lather.error.Cure;
import org.lather.options.OptionsException;
import org.lather.structure.file.Structures;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The arguments MODEL DATA... of commands that apply a model to structures. */
final class ModelAndData {
    @Parameters(index = "0", paramLabel = "MODEL", description = "The model.")
    private Path model = Path.of("");

    @Parameters(
            index = "1..*",
            paramLabel = "DATA",
            arity = "1..*",
            description = "Structures: files, or file@start:stop:step with the meaning of Python's slices.")
    private List<String> data = new ArrayList<>();

    @Mixin
    private final TypesOption types = new TypesOption();

    Path model() {
        return model;
    }

    Structures structures() {
        for (String d : data) {
            if (d.endsWith(".safetensors")) {
                throw new OptionsException(
                        d + ": expected structures, got a model by its name",
                        Cure.text("The model comes before the structures: " + d + " " + model));
            }
        }
        return DataFiles.read(data, types);
    }

    /** The input files, including those of {@link #structures()}. */
    FilesInUse files(Structures structures) {
        return new FilesInUse().reads("the model", model).reads("the data", structures);
    }
}
