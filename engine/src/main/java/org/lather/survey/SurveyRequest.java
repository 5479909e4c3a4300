package org.lather.survey;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.lather.structure.file.AtomTypes;

/**
 * What first options are asked to contain.
 *
 * @param train training structures as the options file names them: paths from its folder, each with an optional slice
 * @param types meaning of the words in the column of elements of XYZ files
 * @param folder folder of the options file
 * @param targets keys, columns or properties to learn; empty for all that are recognised
 * @param units units by the name of the target, or of its forces, stress or virial; they need not be assumed
 * @param group key of groups of structures; empty for none
 */
public record SurveyRequest(
        List<String> train,
        AtomTypes types,
        Path folder,
        List<String> targets,
        Map<String, String> units,
        String group) {
    public SurveyRequest {
        train = List.copyOf(train);
        targets = List.copyOf(targets);
        units = Map.copyOf(units);
    }
}
