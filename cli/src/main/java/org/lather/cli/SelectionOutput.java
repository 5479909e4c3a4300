package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.options.OptionsException;
import org.lather.options.RepresentationFile;
import org.lather.selection.SelectionFile;
import org.lather.structure.Structure;
import org.lather.structure.file.AtomicFile;
import org.lather.structure.file.ExtendedXyzWriter;
import org.lather.structure.file.Structures;

/** The file that {@code lather select} writes, whose ending says in which form. */
record SelectionOutput(Path file, Form form) {
    /** What is written. */
    enum Form {
        /** Indices and scores as JSON. */
        INDICES,
        /** The selected structures in the order of choice. */
        STRUCTURES,
        /** Options that compute the selected features alone. */
        OPTIONS
    }

    /**
     * The output with a name.
     *
     * @param what is selected
     * @param structures whether by the features of structures, not of a matrix
     * @throws OptionsException if the ending is none of those that fit what is selected
     */
    static SelectionOutput of(Path file, String what, boolean structures) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return new SelectionOutput(file, Form.INDICES);
        }
        boolean ofStructures = structures && what.equals("structures");
        boolean ofFeatures = structures && what.equals("features");
        if (ofStructures && name.matches(".*\\.xyz(\\.gz|\\.xz)?")) {
            return new SelectionOutput(file, Form.STRUCTURES);
        }
        if (ofFeatures && name.matches(".*\\.ya?ml")) {
            return new SelectionOutput(file, Form.OPTIONS);
        }
        throw new OptionsException("-o " + file + ": expected a name that ends in .json"
                + (ofStructures ? " or .xyz" : ofFeatures ? " or .yaml" : "") + ", as " + what + " are selected");
    }

    /** Writes options that compute the selected features alone. */
    void write(RepresentationFile representations, SelectionFile selected) throws IOException {
        List<List<Integer>> labels = new ArrayList<>();
        for (int k = 0; k < selected.selection().size(); k++) {
            List<Integer> label = new ArrayList<>();
            for (int[] values : selected.labels().values()) {
                label.add(values[k]);
            }
            labels.add(label);
        }
        OutputFiles.text(file, representations.selectedYaml(labels));
    }

    /** Writes chosen structures in the order of choice. */
    void write(Structures structures, int[] chosen) throws IOException {
        Map<Integer, Integer> rank = new HashMap<>();
        for (int i = 0; i < chosen.length; i++) {
            rank.put(chosen[i], i);
        }
        Structure[] ordered = new Structure[chosen.length];
        int number = 0;
        for (Structure s : structures) {
            Integer place = rank.get(number++);
            if (place != null) {
                ordered[place] = s;
            }
        }
        try (AtomicFile target = AtomicFile.create(file)) {
            ExtendedXyzWriter writer = ExtendedXyzWriter.of(target, file);
            for (Structure s : ordered) {
                writer.write(s);
            }
            writer.close();
            target.commit();
        }
    }
}
