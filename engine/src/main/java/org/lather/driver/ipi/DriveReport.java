package org.lather.driver.ipi;

/**
 * Statistics of a session with a server.
 *
 * @param steps number of messages with positions that were answered
 * @param structures number of structures in these messages
 * @param seconds wall time since the first positions were received, s
 * @param predictionSeconds part of it spent in the potential, s
 * @param waitingSeconds part of it spent waiting for the server, s
 * @param largestUncertainty largest uncertainty of an energy, eV; NaN if none was computed
 * @param largestUncertaintyStep step at which it occurred, from 1; 0 if none
 * @param connections number of connections
 * @param end {@code exit} if the server sent EXIT, {@code closed} if it closed the connection
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
