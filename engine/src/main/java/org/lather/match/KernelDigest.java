package org.lather.match;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.BackendInfo;
import org.lather.options.Options;
import org.lather.structure.Structure;

/** The SHA-256 of everything that the kernels of structures with each other depend on, in hexadecimal digits. */
public final class KernelDigest {
    private KernelDigest() {}

    /**
     * The digest of a matrix.
     *
     * @param structures a digest of the structures
     */
    public static String of(Options options, StructureMatrix matrix, String structures) {
        BackendInfo info = matrix.backend().info();
        List<@Nullable Object> all = Arrays.asList(
                options.toMap().get("representations"),
                options.value("model.kernel"),
                options.value("model.representatives.precision"),
                matrix.structures(),
                matrix.entries(),
                Arrays.toString(matrix.channels().atomicNumbers()),
                info.name(),
                info.device(),
                info.precision(),
                KernelDigest.class.getPackage().getImplementationVersion(),
                structures);
        return HexFormat.of().formatHex(sha256().digest(all.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** The digest of the elements, positions and cells of structures. */
    public static String of(List<Structure> structures) {
        MessageDigest digest = sha256();
        for (Structure s : structures) {
            digest.update((Arrays.toString(s.atomicNumbers()) + Arrays.toString(s.positions()) + s.cell())
                    .getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
