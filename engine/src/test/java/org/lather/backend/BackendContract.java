package org.lather.backend;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.lather.golden.GoldenContract;
import org.lather.golden.GoldenGradientContract;

/**
 * Everything that a backend must do, compared with the reference backend, with golden values, and with definitions.
 * Subclass it once for each precision.
 */
public abstract class BackendContract {
    /** Opens the backend under test. */
    protected abstract Backend open(int threads);

    /** See {@link GramContract#sameBitsInAnyTile}. */
    protected boolean sameBitsInAnyTile() {
        return true;
    }

    @Nested
    class Expansions extends ExpansionContract {
        @Override
        protected Backend open(int threads) {
            return BackendContract.this.open(threads);
        }
    }

    @Nested
    class Grams extends GramContract {
        @Override
        protected Backend open(int threads) {
            return BackendContract.this.open(threads);
        }

        @Override
        protected boolean sameBitsInAnyTile() {
            return BackendContract.this.sameBitsInAnyTile();
        }
    }

    @Nested
    class Tiles extends TileContract {
        @Override
        protected Backend open(int threads) {
            return BackendContract.this.open(threads);
        }
    }

    @Nested
    class Ridges extends RidgeContract {
        @Override
        protected Backend open(int threads) {
            return BackendContract.this.open(threads);
        }
    }

    @Nested
    class Symmetries extends SymmetryContract {
        @Override
        protected Backend open(int threads) {
            return BackendContract.this.open(threads);
        }
    }

    @Nested
    class Equivariants extends EquivariantContract {
        @Override
        protected Backend open(int threads) {
            return BackendContract.this.open(threads);
        }
    }

    @Nested
    class Triples extends BispectrumContract {
        @Override
        protected Backend open(int threads) {
            return BackendContract.this.open(threads);
        }
    }

    @Nested
    class SelectedColumns extends SelectedColumnsContract {
        @Override
        protected Backend open(int threads) {
            return BackendContract.this.open(threads);
        }
    }

    @Nested
    class WithoutDensity extends DirectContract {
        @Override
        protected Backend open(int threads) {
            return BackendContract.this.open(threads);
        }
    }

    @Nested
    class Forms extends FormContract {
        @Override
        protected Backend open(int threads) {
            return BackendContract.this.open(threads);
        }

        @Override
        protected boolean sameBitsInAnyTile() {
            return BackendContract.this.sameBitsInAnyTile();
        }
    }

    @Nested
    class MixedChannels extends MixedChannelsContract {
        @Override
        protected Backend open(int threads) {
            return BackendContract.this.open(threads);
        }
    }

    @Nested
    class Triangles extends TriangleContract {
        private final Backend backend = BackendContract.this.open(2);

        @Override
        protected DenseAlgebra algebra() {
            return backend.algebra().dense();
        }

        @AfterEach
        void close() {
            backend.close();
        }
    }

    @Nested
    class Algebra extends DenseAlgebraContract {
        private final Backend backend = BackendContract.this.open(2);

        @Override
        protected DenseAlgebra algebra() {
            return backend.algebra().dense();
        }

        @AfterEach
        void close() {
            backend.close();
        }
    }

    @Nested
    class GoldenValues extends GoldenContract {
        @Override
        protected Backend open() {
            return BackendContract.this.open(2);
        }
    }

    @Nested
    class Derivatives extends GradientContract {
        @Override
        protected Backend open(int threads) {
            return BackendContract.this.open(threads);
        }

        @Override
        protected boolean sameBitsInAnyTile() {
            return BackendContract.this.sameBitsInAnyTile();
        }
    }

    @Nested
    class GoldenGradients extends GoldenGradientContract {
        @Override
        protected Backend open() {
            return BackendContract.this.open(2);
        }
    }
}
