package org.lather.options;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema of options takes what the reader takes, and refuses what editors should mark. */
class OptionsSchemaTest {
    private static final Path EXAMPLES = Path.of("../src/examples");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(OptionsSchema.json());

    private static Set<ValidationMessage> faults(String yaml) {
        return SCHEMA.validate(MAPPER.valueToTree(YamlTree.map(yaml, "options")));
    }

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @Test
    void isASchemaOfItsDraft() throws IOException {
        JsonSchema meta = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(meta.validate(MAPPER.readTree(OptionsSchema.json()))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void takesTheExamplesAndTheirResolvedForm(Path file) throws IOException {
        assertThat(faults(Files.readString(file))).isEmpty();
        assertThat(faults(Options.read(file).toYaml())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data: {train: [a.xyz, b.xyz], test: a.xyz}\nmodel: {noise: 0.1, seed: -3}",
                "model: {kernel: }\nrepresentations: [{density: {scaling: null}, basis: {spline_accuracy: null}}]",
                "representations: [{basis: {max_angular: 6.0}}]",
                "model: {noise: {energy: 0.1}, noise_factors: {types: {a: 2, b: {energy: 3}}}}",
                "targets: {e: {unit: 1, baseline: [{key: b, forces: f}, {H: -13}, {repulsion: zbl}, composition, none]}}",
                "targets: {e: {baseline: null, stress: {}, forces: }}",
                "data: {group: null}",
                "{representations: [{calculator: lambda_soap, features: {count: 3}}],"
                        + " targets: {d: {rank: 1, unit: D, origin: coordinates, charge: 1}}}",
            })
    void takesWhatTheReaderTakes(String yaml) {
        assertThat(faults(yaml)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "modle: {}",
                "model: {kernel: {zetta: 2}}",
                "model: {kernel: {zeta: -1}}",
                "model: {kernel: {zeta: two}}",
                "model: {folds: 1}",
                "model: {folds: 2.5}",
                "model: {representatives: {selection: fsp}}",
                "model: {noise: {energy: -1}}",
                "model: {noise_factors: {types: {a: -1}}}",
                "data: {train: 3}",
                "representations: []",
                "representations: [{calculator: powerspectrum}]",
                "representations: [{cutoff: {radius: 0}}]",
                "targets: {}",
                "targets: {a b: {}}",
                "targets: {e: {quantity: totl}}",
                "targets: {e: {baseline: compositon}}",
                "targets: {e: {baseline: {Xx: 1}}}",
                "targets: {e: {baseline: {repulsion: zlb}}}",
                "targets: {e: {forces: {kye: f}}}",
            })
    void refusesWhatTheReaderRefuses(String yaml) {
        assertThat(faults(yaml)).isNotEmpty();
    }
}
