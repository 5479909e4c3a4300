package org.lather.structure.file;

/** The frames of one file, some of which may be passed over. */
interface FrameReader extends Frames {
    /**
     * Passes over a frame without looking at its values.
     *
     * @return false where there is no further frame
     */
    boolean skip();
}
