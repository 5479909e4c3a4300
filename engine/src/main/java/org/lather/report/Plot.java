package org.lather.report;

import java.util.List;
import java.util.Locale;

/** A plot with two axes, drawn as SVG into a page. */
final class Plot implements AutoCloseable {
    private static final int LEFT = 66;
    private static final int RIGHT = 14;
    private static final int TOP = 12;
    private static final int BOTTOM = 46;

    private final Html out;
    private final Axis x;
    private final Axis y;
    private final int width;
    private final int height;

    /**
     * Draws the axes.
     *
     * @param width of the area within the axes, in pixels
     * @param height likewise
     * @param description for readers who do not see the plot
     */
    Plot(Html out, Axis x, Axis y, int width, int height, String description) {
        this.out = out;
        this.x = x;
        this.y = y;
        this.width = width;
        this.height = height;
        int w = LEFT + width + RIGHT;
        int h = TOP + height + BOTTOM;
        out.open("svg", "viewBox", "0 0 " + w + " " + h, "role", "img", "aria-label", description);
        for (double t : x.ticks()) {
            String at = Numbers.pixels(xAt(t));
            out.empty("line", "class", "grid", "x1", at, "x2", at, "y1", "" + TOP, "y2", "" + (TOP + height));
            out.element(
                    "text",
                    x.label(t),
                    "class",
                    "tick",
                    "text-anchor",
                    "middle",
                    "x",
                    at,
                    "y",
                    "" + (TOP + height + 17));
        }
        for (double t : y.ticks()) {
            String at = Numbers.pixels(yAt(t));
            out.empty("line", "class", "grid", "y1", at, "y2", at, "x1", "" + LEFT, "x2", "" + (LEFT + width));
            out.element(
                    "text",
                    y.label(t),
                    "class",
                    "tick",
                    "text-anchor",
                    "end",
                    "x",
                    "" + (LEFT - 7),
                    "y",
                    Numbers.pixels(yAt(t) + 4));
        }
        out.empty("rect", "class", "frame", "x", "" + LEFT, "y", "" + TOP, "width", "" + width, "height", "" + height);
        out.element(
                "text",
                x.title(),
                "class",
                "title",
                "text-anchor",
                "middle",
                "x",
                "" + (LEFT + width / 2),
                "y",
                "" + (h - 8));
        String turn = "rotate(-90 14 " + (TOP + height / 2) + ")";
        out.element(
                "text",
                y.title(),
                "class",
                "title",
                "text-anchor",
                "middle",
                "x",
                "14",
                "y",
                "" + (TOP + height / 2),
                "transform",
                turn);
    }

    private double xAt(double value) {
        return LEFT + width * Math.max(-0.02, Math.min(1.02, x.place(value)));
    }

    private double yAt(double value) {
        return TOP + height * (1 - Math.max(-0.02, Math.min(1.02, y.place(value))));
    }

    /** Draws a dot that shows a text when it is pointed at. */
    void dot(double xValue, double yValue, String style, String text) {
        out.empty(
                "circle",
                "class",
                style,
                "cx",
                Numbers.pixels(xAt(xValue)),
                "cy",
                Numbers.pixels(yAt(yValue)),
                "r",
                "3",
                "data-t",
                text);
    }

    /** Draws a dot that belongs to a row of a table: each highlights the other. */
    void marked(double xValue, double yValue, String row, String text) {
        String left = Numbers.pixels(xAt(xValue));
        String top = Numbers.pixels(yAt(yValue));
        out.empty("circle", "class", "worst", "cx", left, "cy", top, "r", "4.5", "data-row", row, "data-t", text);
    }

    /** Draws a rectangle between two corners. */
    void box(double[] from, double[] to, String style, double opacity, String text) {
        double left = Math.min(xAt(from[0]), xAt(to[0]));
        double top = Math.min(yAt(from[1]), yAt(to[1]));
        out.empty(
                "rect",
                "class",
                style,
                "x",
                Numbers.pixels(left),
                "y",
                Numbers.pixels(top),
                "width",
                Numbers.pixels(Math.abs(xAt(to[0]) - xAt(from[0]))),
                "height",
                Numbers.pixels(Math.abs(yAt(to[1]) - yAt(from[1]))),
                "fill-opacity",
                String.format(Locale.ROOT, "%.2f", opacity),
                "data-t",
                text);
    }

    /** Draws a line through points. */
    void line(List<double[]> points, String style) {
        StringBuilder path = new StringBuilder();
        for (double[] p : points) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(Numbers.pixels(xAt(p[0])))
                    .append(' ')
                    .append(Numbers.pixels(yAt(p[1])));
        }
        out.empty("path", "class", style, "d", path.toString());
    }

    @Override
    public void close() {
        out.close();
    }
}
