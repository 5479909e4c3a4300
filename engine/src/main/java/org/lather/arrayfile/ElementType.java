package org.lather.arrayfile;

/** Element types of tensors by their safetensors names; little-endian. */
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

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }
}
