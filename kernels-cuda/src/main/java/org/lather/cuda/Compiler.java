package org.lather.cuda;

import org.lather.backend.device.ProgramSource;

/** Makes what the driver loads of a device program. */
interface Compiler {
    /** The image of a program; it may come out of a cache. */
    byte[] image(ProgramSource source);

    /** The image once more, not out of a cache, after the driver refused the first. */
    byte[] anew(ProgramSource source);
}
