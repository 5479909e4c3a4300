package org.lather.cuda;

import java.util.List;
import org.lather.error.Cure;
import org.lather.error.LatherException;
import org.lather.error.Phrase;

/** Thrown if CUDA is not available, with reason and remedy. It never leaves the provider. */
final class CudaUnavailableException extends LatherException {
    private static final long serialVersionUID = 1;

    private final transient Cure cure;

    CudaUnavailableException(String reason, String cure) {
        this(reason, Cure.text(cure));
    }

    CudaUnavailableException(String reason, String cure, Throwable cause) {
        this(reason, Cure.text(cure), cause);
    }

    CudaUnavailableException(String reason, Cure cure) {
        super(Phrase.of(reason), List.of(cure), null);
        this.cure = cure;
    }

    CudaUnavailableException(String reason, Cure cure, Throwable cause) {
        super(Phrase.of(reason), List.of(cure), cause);
        this.cure = cure;
    }

    Cure cure() {
        return cure;
    }
}
