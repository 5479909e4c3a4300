/**
 * The options file: {@link org.lather.options.Options} is its content with every default resolved,
 * {@link org.lather.options.Hypers} the hyper-parameters of representations in featomic's names. Uses {@code kernel},
 * {@code target} and below.
 */
@NullMarked
package org.lather.options;

import org.jspecify.annotations.NullMarked;
