package org.lather.match;

import java.util.Arrays;

/**
 * The best match of two structures, max Σ_ij P_ij k_ij among all P ≥ 0 whose rows sum to 1/n and whose columns sum to
 * 1/m: the limit γ → 0 of {@link RegularisedMatch}. For equal sizes it is the best assignment over n. In units of 1/(n
 * m) each row offers m and each column takes n, so the plan is one of integers. It is built along shortest augmenting
 * paths, found by Dijkstra's algorithm with the reduced costs 1 − k_ij − f_i − g_j ≥ 0 (Ahuja, Magnanti, Orlin 1993,
 * Network Flows, section 9.7).
 *
 * <p>An instance has the memory for one pair at a time and is used by one thread.
 */
public final class BestMatch {
    private static final int NONE = -1;

    private double[] cost = new double[0];
    private int[] flow = new int[0];
    private double[] rowPotential = new double[0];
    private double[] columnPotential = new double[0];
    private double[] rowDistance = new double[0];
    private double[] columnDistance = new double[0];
    private int[] offered = new int[0];
    private int[] taken = new int[0];
    private int[] rowFrom = new int[0];
    private int[] columnFrom = new int[0];
    private boolean[] rowDone = new boolean[0];
    private boolean[] columnDone = new boolean[0];
    private int n;
    private int m;

    /**
     * Computes the kernel of two structures.
     *
     * @param k covariances of their environments, [n][m] row by row from an offset
     * @param stride distance from one row to the next
     * @return Σ_ij P_ij k_ij
     */
    public double kernel(double[] k, int offset, int stride, int n, int m) {
        reserve(n, m);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                cost[i * m + j] = 1 - k[offset + i * stride + j];
            }
        }
        Arrays.fill(flow, 0, n * m, 0);
        Arrays.fill(offered, 0, n, m);
        Arrays.fill(taken, 0, m, n);
        Arrays.fill(columnPotential, 0, m, 0);
        for (int i = 0; i < n; i++) {
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < m; j++) {
                least = Math.min(least, cost[i * m + j]);
            }
            rowPotential[i] = least;
        }
        for (int i = 0; i < n; i++) {
            while (offered[i] > 0) {
                augment(i);
            }
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                sum += flow[i * m + j] * k[offset + i * stride + j];
            }
        }
        return sum / ((double) n * m);
    }

    /** The plan P of the last call, [n][m]. */
    public double[] plan() {
        double[] out = new double[n * m];
        Arrays.setAll(out, i -> flow[i] / ((double) n * m));
        return out;
    }

    private void reserve(int rows, int columns) {
        n = rows;
        m = columns;
        if (cost.length < n * m) {
            cost = new double[n * m];
            flow = new int[n * m];
        }
        if (rowPotential.length < n) {
            rowPotential = new double[n];
            rowDistance = new double[n];
            offered = new int[n];
            rowFrom = new int[n];
            rowDone = new boolean[n];
        }
        if (columnPotential.length < m) {
            columnPotential = new double[m];
            columnDistance = new double[m];
            taken = new int[m];
            columnFrom = new int[m];
            columnDone = new boolean[m];
        }
    }

    /** Sends what a row offers, or a part of it, along the shortest path to a column that takes more. */
    private void augment(int start) {
        Arrays.fill(rowDone, 0, n, false);
        Arrays.fill(columnDone, 0, m, false);
        Arrays.fill(rowDistance, 0, n, Double.POSITIVE_INFINITY);
        Arrays.fill(columnDistance, 0, m, Double.POSITIVE_INFINITY);
        rowDistance[start] = 0;
        rowFrom[start] = NONE;
        rowDone[start] = true;
        int row = start;
        int end = NONE;
        while (end == NONE) {
            for (int j = 0; j < m; j++) {
                double d = rowDistance[row] + Math.max(0, cost[row * m + j] - rowPotential[row] - columnPotential[j]);
                if (!columnDone[j] && d < columnDistance[j]) {
                    columnDistance[j] = d;
                    columnFrom[j] = row;
                }
            }
            row = NONE;
            while (row == NONE && end == NONE) {
                int nearest = NONE;
                for (int j = 0; j < m; j++) {
                    if (!columnDone[j] && (nearest == NONE || columnDistance[j] < columnDistance[nearest])) {
                        nearest = j;
                    }
                }
                int next = nearestRow();
                if (next != NONE && rowDistance[next] <= columnDistance[nearest]) {
                    rowDone[next] = true;
                    row = next;
                } else {
                    columnDone[nearest] = true;
                    if (taken[nearest] > 0) {
                        end = nearest;
                    } else {
                        reach(nearest);
                    }
                }
            }
        }
        update(end);
        send(start, end);
    }

    /** The nearest row that paths do not lead on from yet. */
    private int nearestRow() {
        int nearest = NONE;
        for (int i = 0; i < n; i++) {
            if (!rowDone[i]
                    && rowDistance[i] < Double.POSITIVE_INFINITY
                    && (nearest == NONE || rowDistance[i] < rowDistance[nearest])) {
                nearest = i;
            }
        }
        return nearest;
    }

    /** Paths lead from a column back to the rows that send something to it, at no reduced cost. */
    private void reach(int column) {
        for (int i = 0; i < n; i++) {
            if (!rowDone[i] && flow[i * m + column] > 0 && columnDistance[column] < rowDistance[i]) {
                rowDistance[i] = columnDistance[column];
                rowFrom[i] = column;
            }
        }
    }

    private void update(int end) {
        double length = columnDistance[end];
        for (int i = 0; i < n; i++) {
            if (rowDone[i]) {
                rowPotential[i] += length - rowDistance[i];
            }
        }
        for (int j = 0; j < m; j++) {
            if (columnDone[j]) {
                columnPotential[j] -= length - columnDistance[j];
            }
        }
    }

    private void send(int start, int end) {
        int amount = Math.min(offered[start], taken[end]);
        for (int j = end; rowFrom[columnFrom[j]] != NONE; j = rowFrom[columnFrom[j]]) {
            int i = columnFrom[j];
            amount = Math.min(amount, flow[i * m + rowFrom[i]]);
        }
        int j = end;
        while (true) {
            int i = columnFrom[j];
            flow[i * m + j] += amount;
            if (rowFrom[i] == NONE) {
                break;
            }
            j = rowFrom[i];
            flow[i * m + j] -= amount;
        }
        offered[start] -= amount;
        taken[end] -= amount;
    }
}
