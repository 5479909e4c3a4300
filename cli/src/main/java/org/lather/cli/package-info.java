/**
 * The command {@code lather}: arguments, printing and exit codes; the work is done by the engine. It is the only
 * package that prints and that defines exit codes ({@link org.lather.cli.ExitCodes}).
 */
@NullMarked
package org.lather.cli;

import org.jspecify.annotations.NullMarked;
