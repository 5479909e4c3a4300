package org.lather.cuda;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Device programs that were compiled before a distribution was packed, as resources with the hash of text and options
 * as their name. Machine code runs on every driver of its generation of CUDA and on later ones, so the version of NVRTC
 * is no part of the name. A distribution without them is complete: programs are compiled on first use.
 */
final class ShippedImages {
    /** The folder of the resources. */
    static final String FOLDER = "org/lather/cuda/cubin/";

    private static final Logger LOG = LoggerFactory.getLogger(ShippedImages.class);

    private final ClassLoader loader;

    ShippedImages(ClassLoader loader) {
        this.loader = loader;
    }

    /** Those on the class path of this class. */
    static ShippedImages here() {
        return new ShippedImages(ShippedImages.class.getClassLoader());
    }

    byte @Nullable [] read(String key) {
        try (InputStream in = loader.getResourceAsStream(FOLDER + key)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            LOG.debug("shipped program {}: {}", key, e.toString());
            return null;
        }
    }
}
