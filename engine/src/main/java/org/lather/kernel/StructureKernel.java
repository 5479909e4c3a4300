package org.lather.kernel;

import java.util.OptionalDouble;

/** How the covariances k_ij of the environments of two structures, n and m, become the kernel of the structures. */
public sealed interface StructureKernel {
    /** The cases of a match over all kernels of structures. */
    interface Cases<R> {
        R sum();

        R mean();

        R rematch(Rematch rematch);

        R bestMatch();
    }

    <R> R match(Cases<R> cases);

    /** γ of a regularised match; empty for other kernels. */
    default OptionalDouble regularisation() {
        return OptionalDouble.empty();
    }

    /** Whether it is a sum over pairs of environments with weights that do not depend on their covariances. */
    default boolean isAdditive() {
        return true;
    }

    /** Σ_ij k_ij, for extensive properties. */
    record Sum() implements StructureKernel {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.sum();
        }
    }

    /** Σ_ij k_ij / (n m), for intensive properties. */
    record Mean() implements StructureKernel {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.mean();
        }
    }

    /**
     * Σ_ij P_ij k_ij with the regularised-entropy match P = argmin Σ_ij P_ij (1 − k_ij + γ ln P_ij), whose rows sum to
     * 1/n and whose columns to 1/m (De, Bartók, Csányi, Ceriotti 2016, doi:10.1039/C6CP00415F, eqs. 14-17): for small γ
     * the best match, for large γ the mean.
     *
     * @param gamma γ, dimensionless
     */
    record Rematch(double gamma) implements StructureKernel {
        /** The least γ that can be used. */
        public static final double LEAST_GAMMA = 0.002;

        /** @throws IllegalArgumentException if γ is too small or not finite */
        public Rematch {
            if (!(gamma >= LEAST_GAMMA) || !Double.isFinite(gamma)) {
                throw new IllegalArgumentException("expected a gamma of " + LEAST_GAMMA + " or more, got " + gamma
                        + ". Use best_match for the limit of small gamma");
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.rematch(this);
        }

        @Override
        public OptionalDouble regularisation() {
            return OptionalDouble.of(gamma);
        }

        @Override
        public boolean isAdditive() {
            return false;
        }
    }

    /**
     * max Σ_ij P_ij k_ij among all P ≥ 0 whose rows sum to 1/n and whose columns to 1/m: for structures of equal size
     * the best assignment of environments, over n. It need not be positive semidefinite.
     */
    record BestMatch() implements StructureKernel {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.bestMatch();
        }

        @Override
        public boolean isAdditive() {
            return false;
        }
    }
}
