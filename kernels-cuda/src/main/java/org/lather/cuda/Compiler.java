package org.lather.cuda;

import org.lather.backend.device.ProgramSource;

/** Compiles device programs to images that the driver can load. */
interface Compiler {
    /** The image of a program, possibly from a cache. */
    byte[] image(ProgramSource source);

    /** Compiles the image again, bypassing the cache, after the driver refused the cached one. */
    byte[] anew(ProgramSource source);
}
