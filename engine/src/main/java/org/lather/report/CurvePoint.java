package org.lather.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lather.arrayfile.Json;
import org.lather.error.Cure;
import org.lather.structure.DataException;

/**
 * The errors of one target at one number of training structures, a row of the file {@code curve.json} of {@code lather
 * curve}.
 *
 * @param size the number of training structures
 * @param target name of the target or derivative
 * @param unit of the errors
 * @param mae mean absolute error
 * @param rmse root mean squared error
 */
public record CurvePoint(int size, String target, String unit, double mae, double rmse) {
    /**
     * Reads a file {@code curve.json}.
     *
     * @throws IOException if it cannot be read
     * @throws DataException if it is not such a file
     */
    public static List<CurvePoint> read(Path file) throws IOException {
        JsonNode rows;
        try {
            rows = Json.mapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw foreign(file, "found no JSON");
        }
        if (!rows.isArray()) {
            throw foreign(file, "found no list");
        }
        List<CurvePoint> out = new ArrayList<>();
        for (JsonNode row : rows) {
            if (!row.path("size").isInt()
                    || !row.path("target").isTextual()
                    || !row.path("unit").isTextual()) {
                throw foreign(file, "found a row without `size`, `target` or `unit`");
            }
            out.add(new CurvePoint(
                    row.path("size").intValue(),
                    row.path("target").textValue(),
                    row.path("unit").textValue(),
                    row.path("mae").asDouble(Double.NaN),
                    row.path("rmse").asDouble(Double.NaN)));
        }
        return out;
    }

    private static DataException foreign(Path file, String found) {
        return new DataException(
                file + ": expected the learning curve of lather curve, a list of rows, " + found,
                Cure.text("Give the file curve.json of its folder"));
    }
}
