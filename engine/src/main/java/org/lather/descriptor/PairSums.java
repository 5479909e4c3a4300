package org.lather.descriptor;

/** Sums of radial functions over the neighbours of an atom. */
final class PairSums implements DirectFeatures.Sums {
    /** The first column of a pair of elements. */
    interface Place {
        int column(int centre, int neighbour);
    }

    private final RadialFunctions functions;
    private final Place place;
    private final int count;
    /** Of one neighbour, [function]. */
    private final double[] radial;

    PairSums(RadialFunctions functions, Place place) {
        this.functions = functions;
        this.place = place;
        count = functions.count();
        radial = new double[count];
    }

    @Override
    public void environment(Surroundings s, boolean derivatives) {
        // each neighbour enters once
    }

    @Override
    public void values(Surroundings s, double[] out, int at) {
        for (int a = 0; a < s.elements(); a++) {
            int to = at + place.column(s.centre(), a);
            for (int j = s.start(a); j < s.start(a + 1); j++) {
                functions.values(s.r(j), radial);
                for (int n = 0; n < count; n++) {
                    out[to + n] += radial[n];
                }
            }
        }
    }

    @Override
    public void pullBack(Surroundings s, double[] v, int at, double[] gradient, int to) {
        for (int a = 0; a < s.elements(); a++) {
            int from = at + place.column(s.centre(), a);
            for (int j = s.start(a); j < s.start(a + 1); j++) {
                double r = s.r(j);
                if (r > 0) {
                    functions.derivatives(r, radial);
                    double slope = 0;
                    for (int n = 0; n < count; n++) {
                        slope += v[from + n] * radial[n];
                    }
                    gradient[to + 3 * j] += slope * s.x(j) / r;
                    gradient[to + 3 * j + 1] += slope * s.y(j) / r;
                    gradient[to + 3 * j + 2] += slope * s.z(j) / r;
                }
            }
        }
    }

    @Override
    public void derivative(Surroundings s, int neighbour, double[] out, int at, int columns) {
        double r = s.r(neighbour);
        if (!(r > 0)) {
            return;
        }
        functions.derivatives(r, radial);
        int to = at + place.column(s.centre(), s.elementOf(neighbour));
        double[] direction = {s.x(neighbour) / r, s.y(neighbour) / r, s.z(neighbour) / r};
        for (int b = 0; b < 3; b++) {
            for (int n = 0; n < count; n++) {
                out[to + b * columns + n] += radial[n] * direction[b];
            }
        }
    }

    @Override
    public long bytes() {
        return 8L * count;
    }
}
