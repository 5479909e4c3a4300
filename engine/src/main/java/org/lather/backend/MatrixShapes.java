package org.lather.backend;

/** Checks of the arguments of {@link DenseAlgebra}; all of them throw an IllegalArgumentException. */
public final class MatrixShapes {
    private MatrixShapes() {}

    /**
     * Checks the arguments of {@link DenseAlgebra#gemm}.
     *
     * @throws IllegalArgumentException if the shapes do not match
     */
    public static void gemm(Matrix a, Matrix b, Matrix c) {
        if (a.columns() != b.rows() || c.rows() != a.rows() || c.columns() != b.columns()) {
            throw new IllegalArgumentException("gemm: expected A [m][k], B [k][n] and C [m][n], got " + size(a) + ", "
                    + size(b) + " and " + size(c));
        }
        plain("C", c);
    }

    /**
     * Checks the arguments of {@link DenseAlgebra#syrk}.
     *
     * @throws IllegalArgumentException if the shapes do not match
     */
    public static void syrk(Matrix a, Matrix c) {
        if (c.rows() != a.rows() || c.columns() != a.rows()) {
            throw new IllegalArgumentException(
                    "syrk: expected A [n][k] and C [n][n], got " + size(a) + " and " + size(c));
        }
        plain("C", c);
    }

    /**
     * Checks the argument of {@link DenseAlgebra#potrf}.
     *
     * @throws IllegalArgumentException if the matrix is not square
     */
    public static void potrf(Matrix a) {
        if (a.rows() != a.columns()) {
            throw new IllegalArgumentException("potrf: expected a square matrix, got " + size(a));
        }
        plain("A", a);
    }

    /** Checks the arguments of {@link DenseAlgebra#solveLeft}. */
    public static void solveLeft(Matrix l, Matrix b) {
        triangle(l, b.rows(), b);
    }

    /** Checks the arguments of {@link DenseAlgebra#solveRight}. */
    public static void solveRight(Matrix l, Matrix b) {
        triangle(l, b.columns(), b);
    }

    /**
     * Checks the rows of {@link DenseAlgebra#solve}.
     *
     * @throws IllegalArgumentException if the shapes do not match
     */
    public static void rows(Matrix x, int order) {
        if (x.columns() != order) {
            throw new IllegalArgumentException("expected rows of " + order + " numbers, got " + size(x));
        }
        plain("X", x);
    }

    private static void triangle(Matrix l, int order, Matrix b) {
        if (l.rows() != order || l.columns() != order) {
            throw new IllegalArgumentException("expected a triangle [" + order + "][" + order + "] for right sides "
                    + size(b) + ", got " + size(l));
        }
        plain("B", b);
    }

    private static void plain(String name, Matrix m) {
        if (m.transposed()) {
            throw new IllegalArgumentException("matrix " + name + ": expected rows, got a transposed view");
        }
    }

    private static String size(Matrix m) {
        return "[" + m.rows() + "][" + m.columns() + "]";
    }
}
