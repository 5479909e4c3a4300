package org.lather.driver.ipi;

/**
 * How a drive went.
 *
 * @param steps messages with positions that were answered
 * @param structures in them
 * @param seconds since the first positions came
 * @param predictionSeconds of these spent in the potential
 * @param waitingSeconds of these spent waiting for the server
 * @param largestUncertainty of an energy, eV; NaN where none was computed
 * @param largestUncertaintyStep where it was seen, from 1; 0 for nowhere
 * @param connections how many there were
 * @param end {@code exit} where the server said so, {@code closed} where it closed the connection
 */
public record DriveReport(
        long steps,
        long structures,
        double seconds,
        double predictionSeconds,
        double waitingSeconds,
        double largestUncertainty,
        long largestUncertaintyStep,
        int connections,
        String end) {}
