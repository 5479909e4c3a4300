/**
 * Candidate structures of a crystal against measured chemical shifts. {@link org.lather.ranking.Ranking} compares
 * predicted shieldings with them, and gives each candidate its probability. Uses {@code predict} and below.
 */
@NullMarked
package org.lather.ranking;

import org.jspecify.annotations.NullMarked;
