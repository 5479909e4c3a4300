/**
 * Molecular dynamics driven by other programs: {@link org.lather.driver.ipi.IpiClient} sends a server of the i-PI
 * protocol (i-PI, ASE) energies, forces and virials of a {@link org.lather.potential.Potential}. Uses {@code potential}
 * and below.
 */
@NullMarked
package org.lather.driver.ipi;

import org.jspecify.annotations.NullMarked;
