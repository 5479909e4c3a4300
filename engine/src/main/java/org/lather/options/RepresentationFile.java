package org.lather.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.Json;
import org.lather.descriptor.Descriptor;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;

/**
 * The representations that a file asks for: those of an options file, or the one of a featomic hyper-parameter file
 * (YAML or JSON with {@code cutoff}, {@code density} and {@code basis} at the root).
 *
 * @param bare whether the file has featomic's form
 */
public record RepresentationFile(List<Representation> representations, boolean bare) {
    public RepresentationFile {
        representations = List.copyOf(representations);
    }

    /**
     * Reads a file of either form; keys that it omits have their defaults for molecules.
     *
     * @param overrides values to replace, as for {@link Options#read(Path, List)}
     * @param calculator the calculator of a featomic file that does not name it; otherwise null
     * @throws OptionsException for a file that is missing or not valid
     */
    public static RepresentationFile read(Path file, List<String> overrides, @Nullable String calculator) {
        return read(file, overrides, calculator, () -> Domain.MOLECULES);
    }

    /**
     * Reads a file of either form.
     *
     * @param overrides values to replace, as for {@link Options#read(Path, List)}
     * @param calculator the calculator of a featomic file that does not name it; otherwise null
     * @param domain the structures that decide defaults of an options file; asked only if a key is omitted
     * @throws OptionsException for a file that is missing or not valid
     */
    public static RepresentationFile read(
            Path file, List<String> overrides, @Nullable String calculator, Supplier<Domain> domain) {
        return of(OptionsFile.read(file, overrides), calculator, domain);
    }

    /**
     * Reads the text of a file of either form, which names its calculator if it has featomic's.
     *
     * @param folder the folder that relative paths start at
     * @param domain the structures that decide defaults of an options file; asked only if a key is omitted
     * @throws OptionsException for text that is not valid
     */
    public static RepresentationFile parse(String yaml, Path folder, Supplier<Domain> domain) {
        return of(new OptionsFile("hypers", YamlTree.map(yaml, "hypers"), folder, List.of()), null, domain);
    }

    private static RepresentationFile of(OptionsFile parsed, @Nullable String calculator, Supplier<Domain> domain) {
        return parsed.located(tree -> {
            boolean bare = Hypers.keys().stream().anyMatch(tree::containsKey);
            if (!bare) {
                if (calculator != null) {
                    throw new OptionsException(
                            Phrase.of(Setting.argument("calculator"), " is for a featomic file, got an options file"),
                            Cure.text("Leave it out"));
                }
                Options options = OptionsKeys.read(tree, parsed.folder());
                boolean open = options.open().stream().anyMatch(path -> path.startsWith("representations."));
                List<Representation> all = (open ? options.decide(domain.get()) : options).representations();
                if (all.stream().anyMatch(Representation::tensors)) {
                    throw new OptionsException(
                            "`representations`: expected features of numbers, got lambda_soap, whose orders a training"
                                    + " takes from its targets",
                            Cure.text(
                                    "For one order use a featomic file with ",
                                    new Phrase.Settings(List.of(
                                            Setting.option("calculator", "lambda_soap"), Setting.key("lambda", 1)))));
                }
                return new RepresentationFile(all, false);
            }
            if (calculator == null && !tree.containsKey("calculator")) {
                throw new OptionsException(
                        "expected the key `calculator`, got a featomic file without it",
                        Cure.use(
                                Setting.argument("calculator"),
                                ", like ",
                                Setting.option("calculator", "power_spectrum")));
            }
            Descriptor d = calculator == null ? Hypers.read(tree, "") : Hypers.readAs(calculator, tree, "");
            return new RepresentationFile(List.of(new Representation(d, 1)), true);
        });
    }

    /**
     * Options that compute listed features alone, as YAML.
     *
     * @param labels for each feature neighbor_1_type, neighbor_2_type, l, n_1, n_2
     * @throws OptionsException if there are several representations, or no power spectrum
     */
    public String selectedYaml(List<List<Integer>> labels) {
        if (representations.size() != 1
                || representations.get(0).descriptor().type() != Descriptor.Type.POWER_SPECTRUM) {
            throw new OptionsException(
                    "expected one representation, of a power spectrum, whose features are listed, got "
                            + representations.stream()
                                    .map(Representation::calculator)
                                    .toList(),
                    Cure.text("Write a name that ends in .json"));
        }
        return YamlText.file(Trees.map(
                "representations",
                RepresentationKeys.LIST.write(List.of(representations.get(0).withListed(labels)))));
    }

    /** The hyper-parameters with all defaults as JSON, in the form of the file. */
    public String json() {
        Map<String, @Nullable Object> tree = bare
                ? Hypers.toMap(representations.get(0).descriptor())
                : Trees.map("representations", RepresentationKeys.LIST.write(representations));
        try {
            return Json.mapper().writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
