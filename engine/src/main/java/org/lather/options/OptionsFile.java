package org.lather.options;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;

/**
 * An options file that is parsed but not yet checked; messages of its errors begin with its name.
 *
 * @param overrides the values that the command line replaced, for messages
 */
record OptionsFile(String name, Map<String, @Nullable Object> tree, Path folder, List<String> overrides) {
    private static final Pattern STRUCTURES = Pattern.compile(".*\\.(ext)?xyz(\\.gz|\\.xz)?");
    private static final Pattern FIRST_PATH = Pattern.compile("`([^`]*)`");

    /** The largest size of an options file, in bytes; a larger file is a data file by mistake. */
    private static final long LARGEST = 1 << 20;

    static OptionsFile read(Path file, List<String> overrides) {
        String name = String.valueOf(file.getFileName());
        Map<String, @Nullable Object> tree = YamlTree.map(text(file), name);
        Path folder = file.toAbsolutePath().getParent();
        return new OptionsFile(
                name,
                Overrides.apply(tree, overrides, Path.of("")),
                folder == null ? Path.of("").toAbsolutePath() : folder,
                overrides);
    }

    private static String text(Path file) {
        if (!Files.exists(file)) {
            throw new OptionsException(file + ": there is no such options file", Cure.text("Check the path"));
        }
        if (Files.isDirectory(file)) {
            throw new OptionsException(file + ": expected an options file, got a directory");
        }
        if (STRUCTURES.matcher(file.toString()).matches()) {
            throw new OptionsException(
                    file + ": expected an options file, got structures by its name",
                    Cure.text("Write a file options.yaml with the two lines `data: {train: " + file.getFileName()
                            + "}` and `targets: {energy: {key: energy, unit: eV}}`, with the key and unit of these"
                            + " structures"));
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw new OptionsException(
                        file + ": expected an options file of at most 1 MiB, got " + Files.size(file) + " bytes",
                        Cure.text("Is it a data file?"));
            }
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new OptionsException(file + ": expected text in UTF-8. Is it an options file?", e);
        } catch (IOException e) {
            throw new OptionsException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    Options options() {
        return located(t -> OptionsKeys.read(t, folder));
    }

    /** Reads the tree; messages of errors name the file, and the override that touches the key that is wrong. */
    <T> T located(Function<Map<String, @Nullable Object>, T> read) {
        try {
            return read.apply(tree);
        } catch (OptionsException e) {
            throw e.at(Phrase.of(name, override(String.valueOf(e.getMessage()))));
        }
    }

    private Phrase override(String message) {
        Matcher m = FIRST_PATH.matcher(message);
        String path = m.find() ? m.group(1) : "";
        Phrase found = Phrase.of();
        boolean any = false;
        for (String o : overrides) {
            int equals = o.indexOf('=');
            String key = o.substring(0, equals).strip();
            boolean within = key.startsWith(path + ".");
            if (!within && !key.equals(path) && !path.startsWith(key + ".")) {
                continue;
            }
            // of several keys within a block, the message is about the one that it names
            if (!within || namesLast(message, key)) {
                return Phrase.of(" with ", Setting.override(o));
            }
            if (!any) {
                any = true;
                found = Phrase.of(" with ", Setting.override(o));
            }
        }
        return found;
    }

    private static boolean namesLast(String message, String key) {
        String last = key.substring(key.lastIndexOf('.') + 1);
        return Pattern.compile("\\b" + Pattern.quote(last) + "\\b")
                .matcher(message)
                .find();
    }
}
