package org.lather.uncertainty;

/** The uncertainties that a prediction computes, as far as the model has them. */
public enum Uncertainties {
    NONE,
    /**
     * Uncertainties of targets of whole structures. They cost about as much as another prediction of the values, plus
     * some M² operations for each structure.
     */
    VALUES,
    /**
     * Uncertainties also of forces, virials and stress, if these are predicted. They cost 3 N + 9 times as much for a
     * structure of N atoms.
     */
    ALL
}
