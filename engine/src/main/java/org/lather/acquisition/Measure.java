package org.lather.acquisition;

/** The uncertainty by which structures are compared. */
public enum Measure {
    /**
     * The predictive standard deviation of the value; of a total divided by the square root of the number of atoms, as
     * noise is given, because that of a sum of independent atoms grows with this root.
     */
    VALUES,
    /**
     * The largest over the atoms of the norm of the standard deviations of its force, max_i |σ(F_i)|, as of L. Zhang et
     * al., Phys. Rev. Materials 3, 023804 (2019), doi:10.1103/PhysRevMaterials.3.023804: a single environment that the
     * model does not know counts, however large the structure is.
     */
    FORCES
}
