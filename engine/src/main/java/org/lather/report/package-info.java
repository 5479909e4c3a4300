/**
 * A self-contained page about the errors of a model: {@link org.lather.report.ReportData} gathers predictions in
 * constant memory, {@link org.lather.report.Report} writes them as one HTML file that loads nothing from elsewhere.
 * Uses {@code evaluation} and below.
 */
@NullMarked
package org.lather.report;

import org.jspecify.annotations.NullMarked;
