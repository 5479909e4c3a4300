package org.lather.cuda;

/** CUDA does not work here: why, and what helps. Never leaves the provider. */
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
