package org.lather.backend;

/**
 * Density coefficients c_a,nlm of a range of environments, each [lm][a N + n] with lm = l² + l + m. A promise: a
 * backend may compute them only when they are coupled.
 */
public interface Coefficients extends AutoCloseable {
    int environments();

    @Override
    void close();
}
