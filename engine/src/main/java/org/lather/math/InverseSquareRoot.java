package org.lather.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * A^(−1/2) of a symmetric positive definite matrix by the scaled product form of the Denman-Beavers iteration (Cheng,
 * Higham, Kenney, Laub 2001, doi:10.1137/S0895479899364015, eq. 3.5): with M = A, Y = 1, repeat M ← μ²M, Y ← μY, Y ←
 * Y(1 + M⁻¹)/2, M ← (2 + M + M⁻¹)/4 until M = 1; then Y = A^(−1/2).
 *
 * <p>Computes with fixed-point integers, value · 2^bits, for matrices with elements near 1. About 2 log10 cond(A)
 * digits after the decimal point are lost.
 */
public final class InverseSquareRoot {
    private static final int MAX_ITERATIONS = 100;
    private static final int GUARD_BITS = 32;

    private final int bits;
    private final BigInteger one;

    private InverseSquareRoot(int digits) {
        this.bits = (int) Math.ceil(digits * Math.log(10) / Math.log(2)) + GUARD_BITS;
        this.one = BigInteger.ONE.shiftLeft(bits);
    }

    /**
     * @param a symmetric, positive definite, [row][column]
     * @param digits number of digits after the decimal point in the computation
     * @throws IllegalArgumentException if a pivot is not positive: the matrix is not positive definite, or there are
     *     too few digits
     */
    public static BigDecimal[][] of(BigDecimal[][] a, int digits) {
        InverseSquareRoot fixed = new InverseSquareRoot(digits);
        BigDecimal scale = new BigDecimal(fixed.one);
        int n = a.length;
        BigInteger[][] m = new BigInteger[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                m[i][j] = a[i][j].multiply(scale).toBigInteger();
            }
        }
        BigInteger[][] y = fixed.iterate(m);
        BigDecimal[][] root = new BigDecimal[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                root[i][j] = new BigDecimal(y[i][j]).divide(scale, digits, RoundingMode.HALF_EVEN);
            }
        }
        return root;
    }

    private BigInteger[][] iterate(BigInteger[][] a) {
        int n = a.length;
        BigInteger[][] m = a;
        BigInteger[][] y = new BigInteger[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                y[i][j] = i == j ? one : BigInteger.ZERO;
            }
        }
        double enough = Math.scalb(1.0, -bits / 2);
        for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
            BigInteger[][] inverse = inverse(m);
            double distance = distanceFromIdentity(m);
            if (distance > 0.01) {
                BigInteger mu2 = new BigDecimal(Math.sqrt(norm(inverse) / norm(m)))
                        .multiply(new BigDecimal(one))
                        .toBigInteger();
                m = scaled(m, mu2);
                inverse = scaled(inverse, one.shiftLeft(bits).divide(mu2));
                y = scaled(y, mu2.shiftLeft(bits).sqrt());
            }
            BigInteger[][] next = new BigInteger[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    BigInteger sum = m[i][j].add(inverse[i][j]);
                    next[i][j] = (i == j ? sum.add(one.shiftLeft(1)) : sum).shiftRight(2);
                }
                inverse[i][i] = inverse[i][i].add(one);
            }
            y = halfProduct(y, inverse);
            m = next;
            // convergence is quadratic: the distance of the new iterate is the square of this one
            if (distance < enough) {
                return y;
            }
        }
        throw new IllegalArgumentException(
                "expected a positive definite matrix, got one whose inverse square root needs " + "more than " + bits
                        + " bits");
    }

    /** The inverse by Gauss-Jordan elimination without pivoting, which is stable for positive definite matrices. */
    private BigInteger[][] inverse(BigInteger[][] a) {
        int n = a.length;
        BigInteger[][] b = new BigInteger[n][];
        for (int i = 0; i < n; i++) {
            b[i] = a[i].clone();
        }
        BigInteger square = one.shiftLeft(bits);
        for (int k = 0; k < n; k++) {
            if (b[k][k].signum() <= 0) {
                throw new IllegalArgumentException("expected a positive definite matrix, got the pivot "
                        + number(b[k][k]) + " in row " + k + " with " + bits + " bits");
            }
            BigInteger pivot = square.divide(b[k][k]);
            for (int j = 0; j < n; j++) {
                b[k][j] = j == k ? pivot : b[k][j].multiply(pivot).shiftRight(bits);
            }
            for (int i = 0; i < n; i++) {
                if (i != k) {
                    BigInteger f = b[i][k];
                    for (int j = 0; j < n; j++) {
                        BigInteger t = f.multiply(b[k][j]).shiftRight(bits);
                        b[i][j] = j == k ? t.negate() : b[i][j].subtract(t);
                    }
                }
            }
        }
        return b;
    }

    /** The product a b / 2. */
    private BigInteger[][] halfProduct(BigInteger[][] a, BigInteger[][] b) {
        int n = a.length;
        BigInteger[][] c = new BigInteger[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                BigInteger sum = BigInteger.ZERO;
                for (int k = 0; k < n; k++) {
                    sum = sum.add(a[i][k].multiply(b[k][j]));
                }
                c[i][j] = sum.shiftRight(bits + 1);
            }
        }
        return c;
    }

    private BigInteger[][] scaled(BigInteger[][] a, BigInteger factor) {
        BigInteger[][] b = new BigInteger[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                b[i][j] = a[i][j].multiply(factor).shiftRight(bits);
            }
        }
        return b;
    }

    private double norm(BigInteger[][] a) {
        double sum = 0;
        for (BigInteger[] row : a) {
            for (BigInteger x : row) {
                sum += number(x) * number(x);
            }
        }
        return Math.sqrt(sum);
    }

    private double distanceFromIdentity(BigInteger[][] a) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                largest = Math.max(largest, Math.abs(number(i == j ? a[i][j].subtract(one) : a[i][j])));
            }
        }
        return largest;
    }

    private double number(BigInteger x) {
        int excess = Math.max(0, x.bitLength() - 64);
        return Math.scalb(x.shiftRight(excess).doubleValue(), excess - bits);
    }
}
