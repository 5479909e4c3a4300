package org.lather.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** The structures that are described decide the defaults of an options file, if it omits any. */
class RepresentationFileTest {
    private static final Structure ATOM = Structure.of(new int[] {1}, new double[3], Cell.NONE);
    private static final Structure WIRE = Structure.of(
            new int[] {1}, new double[3], Cell.of(new double[] {3, 0, 0, 0, 0, 0, 0, 0, 0}, true, false, false));

    @TempDir
    private Path folder;

    private final AtomicInteger asked = new AtomicInteger();

    private double radius(String text, Structure... structures) throws IOException {
        Path file = Files.writeString(folder.resolve("options.yaml"), text);
        Supplier<Domain> domain = () -> {
            asked.incrementAndGet();
            return Domain.of(Structures.of(List.of(structures)));
        };
        RepresentationFile read = RepresentationFile.read(file, List.of(), null, domain);
        return read.representations().get(0).descriptor().radius();
    }

    @Test
    void structuresDecideWhatIsOmitted() throws IOException {
        assertThat(radius("data: {}", ATOM, ATOM)).isEqualTo(4);
        assertThat(radius("data: {}", ATOM, WIRE)).isEqualTo(5);
        assertThat(radius("targets: {e: {forces: {}}}", ATOM)).isEqualTo(4.5);
        assertThat(radius("representations: [{cutoff: {radius: 3}}]", WIRE)).isEqualTo(3);
        assertThat(asked).hasValue(4);
    }

    @Test
    void structuresAreNotReadForAWholeFile() throws IOException {
        String whole = "representations: [{cutoff: {radius: 3, smoothing: {width: 0.5}}, density: {width: 0.3}}]";
        assertThat(radius(whole, WIRE)).isEqualTo(3);
        assertThat(asked).hasValue(0);
    }

    @Test
    void textIsReadAsAFileIs() throws IOException {
        for (String text : List.of(
                "representations: [{cutoff: {radius: 3, smoothing: {width: 0.5}}, density: {width: 0.3}}]",
                "{\"calculator\": \"radial_spectrum\", \"cutoff\": {\"radius\": 3, \"smoothing\": {\"type\": \"Step\"}},"
                        + " \"density\": {\"type\": \"Gaussian\", \"width\": 0.3},"
                        + " \"basis\": {\"radial\": {\"type\": \"Gto\", \"max_radial\": 4}}}")) {
            Path file = Files.writeString(folder.resolve("options.yaml"), text);
            RepresentationFile parsed = RepresentationFile.parse(text, folder, () -> Domain.MOLECULES);
            assertThat(parsed).isEqualTo(RepresentationFile.read(file, List.of(), null));
        }
        assertThatThrownBy(() -> RepresentationFile.parse("cutof: {}", folder, () -> Domain.MOLECULES))
                .isInstanceOf(OptionsException.class)
                .hasMessageStartingWith("hypers: unknown key `cutof`");
    }
}
