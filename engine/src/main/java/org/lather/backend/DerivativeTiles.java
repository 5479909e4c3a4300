package org.lather.backend;

/**
 * Output tiles for rows of derivatives.
 *
 * @param positions at least [3 · environments of a batch] rows; row 3 k + a belongs to d/dr_ka
 * @param strain at least [9 · structures of a batch] rows; row 9 s + 3 a + b belongs to d/dε_ab of structure s
 */
public record DerivativeTiles(Tile positions, Tile strain) {}
