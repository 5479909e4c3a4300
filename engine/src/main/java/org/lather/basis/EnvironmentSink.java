package org.lather.basis;

/** Takes the features of environments in their order, term by term of a kernel. */
public interface EnvironmentSink {
    /**
     * Takes the features of consecutive environments.
     *
     * @param first index of the first of them
     * @param rows [environment][column] flattened
     * @param centers atomic number of the centre of each
     */
    void add(int term, int first, double[] rows, int[] centers);
}
