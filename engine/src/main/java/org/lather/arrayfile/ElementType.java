package org.lather.arrayfile;

/** The type of a tensor's elements, by its safetensors name; little-endian. */
public enum ElementType {
    F64(8),
    F32(4),
    I64(8),
    I32(4),
    U8(1);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** The size of one element. */
    public int bytes() {
        return bytes;
    }
}
