package org.lather.maps;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.lather.math.SymmetricEigen;

/** A property that chemiscope draws: vectors as arrows, tensors of rank two as ellipsoids, the longest 2 Å long. */
final class ChemiscopeShape {
    private static final double LONGEST = 2;

    private final MapData data;
    private final MapProperty property;

    /** @param property with three or nine numbers of each structure or atom */
    ChemiscopeShape(MapData data, MapProperty property) {
        this.data = data;
        this.property = property;
    }

    void write(JsonGenerator out) throws IOException {
        boolean arrows = property.width() == 3;
        int count = property.size() / property.width();
        double longest = 0;
        for (int i = 0; i < count; i++) {
            longest = Math.max(longest, arrows ? length(i) : axes(i, new double[9])[0]);
        }
        out.writeObjectFieldStart(property.name() + (property.ofAtoms() ? " (atoms)" : ""));
        out.writeStringField("kind", arrows ? "arrow" : "ellipsoid");
        out.writeObjectFieldStart("parameters");
        out.writeObjectFieldStart("global");
        out.writeNumberField("scale", 1.0);
        if (arrows) {
            out.writeNumberField("baseRadius", 0.08);
            out.writeNumberField("headRadius", 0.16);
            out.writeNumberField("headLength", 0.25);
        }
        out.writeEndObject();
        out.writeArrayFieldStart(property.ofAtoms() ? "atom" : "structure");
        for (int i = 0; i < count; i++) {
            out.writeStartObject();
            shape(out, i, longest > 0 ? LONGEST / longest : 1);
            if (!property.ofAtoms()) {
                numbers(out, "position", centre(i));
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
        out.writeEndObject();
    }

    private void shape(JsonGenerator out, int i, double scale) throws IOException {
        if (property.width() == 3) {
            double[] v = new double[3];
            for (int k = 0; k < 3; k++) {
                v[k] = scale * property.value(3 * i + k);
            }
            numbers(out, "vector", v);
            return;
        }
        double[] vectors = new double[9];
        double[] axes = axes(i, vectors);
        for (int k = 0; k < 3; k++) {
            axes[k] = Math.max(1e-3, scale / 2 * axes[k]); // radii, where arrows have lengths
        }
        numbers(out, "semiaxes", axes);
        numbers(out, "orientation", quaternion(vectors));
    }

    private double length(int i) {
        return Math.sqrt(SketchStress.square(
                new double[] {property.value(3 * i), property.value(3 * i + 1), property.value(3 * i + 2)},
                0,
                new double[3],
                0,
                3));
    }

    /**
     * The sizes of the principal values of the symmetric part of a tensor, descending.
     *
     * @param vectors on return a rotation matrix, row by row: column k is the axis of value k
     */
    private double[] axes(int i, double[] vectors) {
        double[] a = new double[9];
        for (int k = 0; k < 3; k++) {
            for (int l = 0; l < 3; l++) {
                a[3 * k + l] = (property.value(9 * i + 3 * k + l) + property.value(9 * i + 3 * l + k)) / 2;
            }
        }
        double[] v = new double[9];
        double[] values = SymmetricEigen.jacobi(a, 3, v);
        int[] order = {0, 1, 2};
        for (int p = 0; p < 3; p++) {
            for (int q = p + 1; q < 3; q++) {
                if (Math.abs(values[order[q]]) > Math.abs(values[order[p]])) {
                    int other = order[p];
                    order[p] = order[q];
                    order[q] = other;
                }
            }
        }
        double[] out = new double[3];
        for (int k = 0; k < 3; k++) {
            out[k] = Math.abs(values[order[k]]);
            for (int row = 0; row < 3; row++) {
                vectors[3 * row + k] = v[3 * row + order[k]];
            }
        }
        if (determinant(vectors) < 0) {
            for (int row = 0; row < 3; row++) {
                vectors[3 * row + 2] = -vectors[3 * row + 2];
            }
        }
        return out;
    }

    private static double determinant(double[] m) {
        return m[0] * (m[4] * m[8] - m[5] * m[7])
                - m[1] * (m[3] * m[8] - m[5] * m[6])
                + m[2] * (m[3] * m[7] - m[4] * m[6]);
    }

    /** The quaternion (x, y, z, w) of a rotation matrix, by the largest of its four components. */
    static double[] quaternion(double[] m) {
        double[] squares = {
            1 + m[0] - m[4] - m[8], 1 - m[0] + m[4] - m[8], 1 - m[0] - m[4] + m[8], 1 + m[0] + m[4] + m[8]
        };
        int most = 0;
        for (int k = 1; k < 4; k++) {
            most = squares[k] > squares[most] ? k : most;
        }
        double[][] products = {
            {squares[0], m[1] + m[3], m[2] + m[6], m[7] - m[5]},
            {m[1] + m[3], squares[1], m[5] + m[7], m[2] - m[6]},
            {m[2] + m[6], m[5] + m[7], squares[2], m[3] - m[1]},
            {m[7] - m[5], m[2] - m[6], m[3] - m[1], squares[3]}
        };
        double[] out = products[most];
        double norm = 0;
        for (double x : out) {
            norm += x * x;
        }
        for (int k = 0; k < 4; k++) {
            out[k] /= Math.sqrt(norm);
        }
        return out;
    }

    private double[] centre(int structure) {
        double[] out = new double[3];
        int from = data.start(structure);
        int n = data.start(structure + 1) - from;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 3; k++) {
                out[k] += data.position(from + i, k) / n;
            }
        }
        return out;
    }

    private static void numbers(JsonGenerator out, String name, double[] values) throws IOException {
        out.writeArrayFieldStart(name);
        for (double v : values) {
            out.writeNumber(v);
        }
        out.writeEndArray();
    }
}
