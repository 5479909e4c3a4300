package org.lather.cuda;

/** Thrown if CUDA is not available, with reason and remedy. It never leaves the provider. */
final class CudaUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String cure;

    CudaUnavailableException(String reason, String cure) {
        super(reason);
        this.cure = cure;
    }

    CudaUnavailableException(String reason, String cure, Throwable cause) {
        super(reason, cause);
        this.cure = cure;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    String cure() {
        return cure;
    }
}
