package com.example.embed;

import java.nio.file.Path;
import org.lather.Lather;
import org.lather.backend.BackendInfo;
import org.lather.backend.BackendRequest;
import org.lather.execution.Execution;
import org.lather.predict.Model;
import org.lather.structure.file.Structures;

/** Predicts the energy of one structure: Predict MODEL DATA [BACKEND]. */
public final class Predict {
    private Predict() {}

    public static void main(String[] arguments) {
        String name = arguments.length > 2 ? arguments[2] : "auto";
        try (Lather lather = Lather.open(name, BackendRequest.defaults(), Execution.defaults());
                Model model = lather.load(Path.of(arguments[0]))) {
            BackendInfo info = lather.backend().info();
            System.out.println("backend " + info.name());
            info.warnings().forEach(w -> System.out.println("warning " + w));
            System.out.println("energy "
                    + model.predict(Structures.read(Path.of(arguments[1])).first())
                            .value("energy"));
        }
    }
}
