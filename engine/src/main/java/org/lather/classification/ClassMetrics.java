package org.lather.classification;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How predicted classes and probabilities compare with the classes of structures.
 *
 * @param classes the classes, in order
 * @param confusion number of structures, [class][predicted class]
 * @param rocAuc area under the receiver operating characteristic of the probability of the positive class; of more than
 *     two classes the mean over ordered pairs (Hand, Till 2001, doi:10.1023/A:1010920819831)
 * @param bedroc BEDROC of the positive of two classes for α = 80.5; NaN for more classes
 * @param enrichment enrichment factor of the positive class in the first hundredth; NaN for more classes
 * @param logLoss mean of −ln p of the class of each structure
 */
@SuppressWarnings("ArrayRecordComponent") // made for one caller
public record ClassMetrics(
        Classes classes, int[][] confusion, double rocAuc, double bedroc, double enrichment, double logLoss) {
    static final double ALPHA = 80.5;
    static final double FIRST = 0.01;

    /** The number of structures. */
    public int count() {
        int sum = 0;
        for (int[] row : confusion) {
            for (int n : row) {
                sum += n;
            }
        }
        return sum;
    }

    /** The fraction of structures whose class was predicted. */
    public double accuracy() {
        int right = 0;
        for (int c = 0; c < confusion.length; c++) {
            right += confusion[c][c];
        }
        return (double) right / count();
    }

    /** The mean over the classes that occur of the fraction of their structures whose class was predicted. */
    public double balancedAccuracy() {
        double sum = 0;
        int occurring = 0;
        for (int c = 0; c < confusion.length; c++) {
            int own = 0;
            for (int n : confusion[c]) {
                own += n;
            }
            if (own > 0) {
                sum += (double) confusion[c][c] / own;
                occurring++;
            }
        }
        return sum / occurring;
    }

    /** Returns the metrics by the names that they have in a metrics file; what is not defined is null. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("unit", "1");
        out.put("quantity", "class");
        out.put("count", count());
        out.put("classes", classes.labels());
        out.put("accuracy", finite(accuracy()));
        out.put("balanced_accuracy", finite(balancedAccuracy()));
        out.put("roc_auc", finite(rocAuc));
        out.put("bedroc_80_5", finite(bedroc));
        out.put("enrichment_1_percent", finite(enrichment));
        out.put("log_loss", finite(logLoss));
        out.put("confusion", List.of(confusion));
        return out;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }
}
