package org.lather.relax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lather.potential.LennardJones;
import org.lather.structure.Structure;

/** The gradient in all variables against differences, far from the start, under pressure. */
class CoordinatesTest {
    @ParameterizedTest
    @EnumSource(CellFreedom.class)
    void gradientIsThatOfTheEnthalpy(CellFreedom freedom) {
        Structure start = Crystals.rattled(3, 0.05, 0.08);
        double pressure = freedom == CellFreedom.NONE ? 0 : 0.7;
        Coordinates coordinates = new Coordinates(start, new RelaxationGoal(freedom, pressure, 1, 1, 1));
        Surface surface = new Surface(new LennardJones(2.2), coordinates);
        double[] y = coordinates.origin();
        assertThat(coordinates.structure(y).positions()).containsExactly(start.positions(), within(1e-15));
        Random random = new Random(9);
        for (int k = 0; k < y.length; k++) {
            y[k] += 0.1 * (random.nextDouble() - 0.5);
        }
        Point p = surface.at(y);
        double h = 1e-4;
        for (int k = 0; k < y.length; k++) {
            double[] unit = new double[y.length];
            unit[k] = 1;
            double difference = (8 * (value(surface, p, unit, h) - value(surface, p, unit, -h))
                            - value(surface, p, unit, 2 * h)
                            + value(surface, p, unit, -2 * h))
                    / (12 * h);
            assertThat(p.gradient()[k]).as("variable %d", k).isCloseTo(difference, within(1e-7));
        }
    }

    private static double value(Surface surface, Point p, double[] direction, double step) {
        return surface.along(p, direction, step).value();
    }
}
