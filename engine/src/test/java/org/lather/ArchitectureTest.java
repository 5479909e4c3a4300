package org.lather;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lather.training.SmallTraining;

/** The order of packages, and what no class of the engine may use. */
class ArchitectureTest {
    /** Each line may use the lines above it, but not its own neighbours. */
    private static final List<List<String>> LINES = List.of(
            List.of("error"),
            List.of("math", "structure"),
            List.of("neighbour", "arrayfile"),
            List.of("density"),
            List.of("target", "descriptor"),
            List.of("kernel"),
            List.of("options", "backend"),
            List.of("execution"),
            List.of("gram", "selection"),
            List.of("match", "model"),
            List.of("dataset"),
            List.of("basis"),
            List.of("regression", "uncertainty"),
            List.of("predict", "classification", "electrons"),
            List.of("calibration"),
            List.of("training"),
            List.of("evaluation", "describe", "potential", "search", "survey"),
            List.of("relax", "driver", "report", "acquisition", "ranking", "maps"));

    /** Packages within backend.device: each may use those before it, and the interfaces of devices. */
    private static final List<String> DEVICE = List.of("queue", "program", "memory", "op", "offload");

    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages("org.lather");

    static Stream<String> packages() {
        return LINES.stream().flatMap(List::stream);
    }

    private static String[] all(Stream<String> names) {
        return names.map(name -> "org.lather." + name + "..").toArray(String[]::new);
    }

    @Test
    void findsTheEngine() {
        assertThat(ENGINE.contain("org.lather.backend.Backend")).isTrue();
        assertThat(ENGINE.contain("org.lather.ArchitectureTest")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void packagesUseTheLinesAboveThem(String name) {
        int line = 0;
        while (!LINES.get(line).contains(name)) {
            line++;
        }
        Stream<String> forbidden =
                LINES.subList(line, LINES.size()).stream().flatMap(List::stream).filter(other -> !other.equals(name));
        noClasses()
                .that()
                .resideInAPackage("org.lather." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(all(Stream.concat(forbidden, Stream.of("cpu", "opencl", "cuda", "cli", "bench"))))
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("org.lather")
                .allowEmptyShould(true)
                .check(ENGINE);
    }

    /** A module path hides the packages that are not exported. */
    @Test
    void theModuleExportsEveryPackage() throws IOException {
        Path module = SmallTraining.chno().resolve("../../../engine/src/module/module-info.java");
        assertThat(Pattern.compile("exports ([a-z.]+);")
                        .matcher(Files.readString(module))
                        .results()
                        .map(m -> m.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        ENGINE.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()));
    }

    @Test
    void everyPackageHasItsLine() {
        classes()
                .should()
                .resideInAnyPackage(Stream.concat(Stream.of("org.lather"), Stream.of(all(packages())))
                        .toArray(String[]::new))
                .check(ENGINE);
    }

    @Test
    void interfacesOfBackendsKnowNoBackend() {
        noClasses()
                .that()
                .resideInAPackage("org.lather.backend")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.lather.backend.*..")
                .check(ENGINE);
        noClasses()
                .that()
                .resideInAPackage("org.lather.backend.reference..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.lather.backend.device..")
                .check(ENGINE);
        noClasses()
                .that()
                .resideInAPackage("org.lather.backend.device..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.lather.backend.reference..")
                .allowEmptyShould(true)
                .check(ENGINE);
    }

    static Stream<String> devicePackages() {
        return DEVICE.stream();
    }

    @ParameterizedTest
    @MethodSource("devicePackages")
    void packagesOfDevicesUseThoseBeforeThem(String name) {
        String inside = "org.lather.backend.device.";
        String[] after = DEVICE.subList(DEVICE.indexOf(name) + 1, DEVICE.size()).stream()
                .map(later -> inside + later + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(inside + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(after)
                .check(ENGINE);
    }

    @Test
    void interfacesOfDevicesKnowNoOperation() {
        noClasses()
                .that()
                .resideInAPackage("org.lather.backend.device")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.lather.backend.device.*..")
                .check(ENGINE);
        classes()
                .that()
                .resideInAPackage("org.lather.backend.device.*..")
                .should()
                .resideInAnyPackage(DEVICE.stream()
                        .map(name -> "org.lather.backend.device." + name)
                        .toArray(String[]::new))
                .check(ENGINE);
    }

    @Test
    void structuresKnowNoFiles() {
        noClasses()
                .that()
                .resideInAPackage("org.lather.structure")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.lather.structure.*..")
                .check(ENGINE);
    }

    @Test
    void nothingNativeOrIncubating() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jdk.incubator..", "jcuda..", "org.jocl..", "sun..", "com.sun..")
                .check(ENGINE);
    }

    @Test
    void onlyExceptionsAreSerializable() {
        noClasses()
                .that()
                .areNotAssignableTo(Throwable.class)
                .and()
                .areNotAssignableTo(Enum.class)
                .should()
                .beAssignableTo(Serializable.class)
                .check(ENGINE);
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectOutputStream.class)
                .check(ENGINE);
    }

    @Test
    void nothingPrints() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(ENGINE);
    }

    /** Exit codes distinguish exceptions, whose family is closed to give each a code, not to be matched. */
    private static final Set<String> TESTS_FOR_ALTERNATIVES = Set.of("ExitCodes: instanceof UnknownElementException");

    @Test
    void alternativesAreMatchedExhaustively() {
        assertThat(ClosedAlternatives.ofModules().tests())
                .as("tests for one alternative of a sealed family: use its match, or a method of the family")
                .containsExactlyInAnyOrderElementsOf(TESTS_FOR_ALTERNATIVES);
    }
}
