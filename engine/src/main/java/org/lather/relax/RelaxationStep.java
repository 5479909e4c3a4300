package org.lather.relax;

/**
 * Where a relaxation stands.
 *
 * @param step from 0, the start
 * @param energy E, eV, without pV
 * @param force length of the longest force along coordinates that are not fixed, eV/Å
 * @param stress largest free component of what is left of stress + p, eV/Å³; 0 where the cell stays
 */
public record RelaxationStep(int step, double energy, double force, double stress) {}
