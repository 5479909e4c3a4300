package org.lather.structure.file;

/** Reads the frames of one file and can skip some of them. */
interface FrameReader extends Frames {
    /**
     * Skips a frame without parsing its values.
     *
     * @return false if there is no further frame
     */
    boolean skip();
}
