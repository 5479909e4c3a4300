package org.lather.options;

import java.util.Locale;
import java.util.Optional;
import org.lather.kernel.Covariance;
import org.lather.kernel.StructureKernel;
import org.lather.target.Noise;
import org.lather.target.NoiseFactors;

/**
 * The options by which targets are fitted to representations.
 *
 * @param fitting regression and its solution
 * @param kernel covariance of two environments
 * @param structureKernel kernel of two structures; empty if the quantity of a target decides between sum and mean
 * @param weights whether the weights of the summed kernels are given or found
 * @param representatives choice of the environments that span the fit; without effect in full Gaussian process
 *     regression
 * @param uncertainty how uncertainties of predictions are computed
 * @param classifier options of a support vector classification, without effect in a regression
 * @param seed of every random choice
 */
public record ModelOptions(
        Fitting fitting,
        Covariance kernel,
        Optional<StructureKernel> structureKernel,
        Weights weights,
        Representatives representatives,
        NoiseOptions noiseOptions,
        UncertaintyOptions uncertainty,
        ClassifierOptions classifier,
        long seed) {
    /**
     * Creates options with the default solver and uncertainties, whose quantities decide between sums and means over
     * atoms.
     */
    public ModelOptions(
            Type type,
            Covariance kernel,
            Weights weights,
            Representatives representatives,
            NoiseOptions noiseOptions,
            long seed) {
        this(
                new Fitting(type),
                kernel,
                Optional.empty(),
                weights,
                representatives,
                noiseOptions,
                UncertaintyOptions.DEFAULT,
                ClassifierOptions.DEFAULT,
                seed);
    }

    /** The origin of the weights of summed kernels. */
    public enum Weights {
        /** The weights of the representations. */
        GIVEN,
        /** The weights with the least error over held-out folds; a search starts at those of the representations. */
        AUTO
    }

    /**
     * A regression, and the way in which it is solved.
     *
     * @param solver of a sparse regression; without effect in full Gaussian process regression
     */
    public record Fitting(Type type, Solver solver) {
        /** A regression that is solved as memory allows. */
        public Fitting(Type type) {
            this(type, Solver.AUTO);
        }
    }

    /** The way in which a sparse regression is solved. */
    public enum Solver {
        /** By factorisation of its normal equations. */
        DIRECT,
        /** By conjugate gradients on rows in a scratch file. */
        ITERATIVE,
        /** By factorisation if the memory suffices, otherwise by conjugate gradients. */
        AUTO
    }

    /** The regression or classification, and what it can learn. */
    public enum Type {
        /** Gaussian process regression on a few representative environments. */
        SPARSE_GPR,
        /** Gaussian process regression on all training structures. */
        GPR,
        /** Support vector classification with kernels of structures. */
        SVC;

        /** The name in options files. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether representative environments are selected. */
        public boolean hasRepresentatives() {
            return switch (this) {
                case SPARSE_GPR -> true;
                case GPR, SVC -> false;
            };
        }

        /** Whether targets are classes. */
        public boolean isClassification() {
            return switch (this) {
                case SPARSE_GPR, GPR -> false;
                case SVC -> true;
            };
        }

        /** Whether targets may have forces, stress or virials. */
        public boolean learnsDerivatives() {
            return switch (this) {
                case SPARSE_GPR -> true;
                case GPR, SVC -> false;
            };
        }

        /** Whether targets may be tensors. */
        public boolean learnsTensors() {
            return switch (this) {
                case SPARSE_GPR -> true;
                case GPR, SVC -> false;
            };
        }

        /** Whether predictions of scalars of whole structures have uncertainties. */
        public boolean hasUncertainties() {
            return switch (this) {
                case SPARSE_GPR, GPR -> true;
                case SVC -> false;
            };
        }
    }

    /** Whether whole structures are compared, so that structures have weights rather than their environments. */
    public boolean comparesStructures() {
        return structureKernel.filter(k -> !k.isAdditive()).isPresent();
    }

    /** Whether predictions of scalars of whole structures have uncertainties. */
    public boolean hasUncertainties() {
        return type().hasUncertainties();
    }

    /** The regression. */
    public Type type() {
        return fitting.type();
    }

    /** The way in which a sparse regression is solved. */
    public Solver solver() {
        return fitting.solver();
    }

    /** The noise of the targets. */
    public Noise noise() {
        return noiseOptions.noise();
    }

    /** The factors by which the noise of some structures is multiplied. */
    public NoiseFactors noiseFactors() {
        return noiseOptions.factors();
    }

    /**
     * k of the k-fold cross-validation that finds the noise. A committee that is fitted to parts of the training set
     * takes folds as its bins, of which it needs {@link UncertaintyOptions#bins}.
     */
    public int folds() {
        return Math.max(noiseOptions.folds(), uncertainty.bins());
    }

    /** The number of folds whose sums are needed apart: 1 if the noise is given and no part of the set is fitted. */
    public int summedFolds() {
        return noise().isFound() || uncertainty.bins() > 0 ? folds() : 1;
    }
}
