package org.lather.relax;

/**
 * The state of a relaxation after a step.
 *
 * @param step number of the step; 0 is the initial structure
 * @param energy E, eV, without pV
 * @param force largest norm of a force along free coordinates, eV/Å
 * @param stress largest free component of stress + p, eV/Å³; 0 if the cell is fixed
 */
public record RelaxationStep(int step, double energy, double force, double stress) {}
