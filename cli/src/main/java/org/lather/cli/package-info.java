/**
 * The command {@code lather}: arguments, printing and exit codes; the work is done by the engine. The only package that
 * prints and that knows exit codes ({@link org.lather.cli.ExitCodes}).
 */
@NullMarked
package org.lather.cli;

import org.jspecify.annotations.NullMarked;
