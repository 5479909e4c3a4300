package org.lather.uncertainty;

/** Which uncertainties a prediction has, where the model knows them. */
public enum Uncertainties {
    NONE,
    /**
     * Those of targets of whole structures: about another prediction of the values, and some M² operations a structure.
     */
    VALUES,
    /**
     * Those of forces, virials and stress too, where these are predicted: 3 N + 9 times as much for a structure of N
     * atoms.
     */
    ALL
}
