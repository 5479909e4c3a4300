package org.lather.density;

/** The function by which the weight of a neighbour goes to zero at the cutoff radius. */
public sealed interface Smoothing {
    /** The weight f(r), dimensionless, for a distance and a cutoff radius in Å; 0 from the cutoff radius on. */
    double value(double r, double radius);

    /** The derivative df/dr, 1/Å. */
    double derivative(double r, double radius);

    /** The width w below the cutoff radius over which f goes from 1 to 0, Å; 0 for a step. */
    double width();

    /** Calls the method of the alternative that this is. */
    <R> R match(Cases<R> cases);

    /** A method for each smoothing. */
    interface Cases<R> {
        R shiftedCosine(ShiftedCosine smoothing);

        R step(Step smoothing);
    }

    /**
     * A shifted cosine: f = 1 for r ≤ rc − w, (1 + cos(π (r − rc + w)/w))/2 up to rc, 0 beyond.
     *
     * @param width width w, Å, positive
     */
    record ShiftedCosine(double width) implements Smoothing {
        /** @throws IllegalArgumentException if the width is not positive and finite */
        public ShiftedCosine {
            if (!(width > 0) || !Double.isFinite(width)) {
                throw new IllegalArgumentException("expected a positive width for the shifted cosine smoothing, got "
                        + width + " (for none: {type: Step})");
            }
        }

        @Override
        public double value(double r, double radius) {
            if (r >= radius) {
                return 0;
            }
            double s = r - radius + width;
            return s <= 0 ? 1 : 0.5 * (1 + Math.cos(Math.PI * s / width));
        }

        @Override
        public double derivative(double r, double radius) {
            double s = r - radius + width;
            return r >= radius || s <= 0 ? 0 : -0.5 * Math.PI / width * Math.sin(Math.PI * s / width);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.shiftedCosine(this);
        }
    }

    /** A step without smoothing: f = 1 below the cutoff radius, 0 from it on. */
    record Step() implements Smoothing {
        @Override
        public double value(double r, double radius) {
            return r < radius ? 1 : 0;
        }

        @Override
        public double derivative(double r, double radius) {
            return 0;
        }

        @Override
        public double width() {
            return 0;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.step(this);
        }
    }
}
