package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Functions that CUDA 12 has and CUDA 13 has not: a call of one ends the process with a symbol lookup error. And what
 * only this package may use.
 */
class ForbiddenFunctionsTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages("org.lather.cuda");

    private static final Set<String> GONE = Stream.concat(
                    Stream.of("Geqrf", "Gesvd", "Getrf", "Potrf", "Syevd", "Syevdx")
                            .flatMap(name -> Stream.of("cusolverDn" + name, "cusolverDn" + name + "_bufferSize")),
                    Stream.of("cusolverDnGetrs", "cusolverDnPotrs", "nvrtcGetNVVM", "nvrtcGetNVVMSize"))
            .collect(Collectors.toSet());

    /** The functions of JCuda that are called or referred to. */
    private static Set<String> called() {
        return OURS.stream()
                .flatMap(c -> Stream.concat(
                        c.getAccessesFromSelf().stream().map(JavaAccess::getTarget),
                        c.getMethodReferencesFromSelf().stream().map(JavaAccess::getTarget)))
                .filter(t -> t.getOwner().getPackageName().startsWith("jcuda"))
                .map(AccessTarget::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void areNotCalled() {
        assertThat(GONE).hasSize(16);
        assertThat(called())
                .contains("cusolverDnDpotrf", "cuMemAlloc", "nvrtcGetCUBIN", "cublasDgemm")
                .doesNotContainAnyElementsOf(GONE);
    }

    /** The typed functions of cuSOLVER, its handle, and nothing else. */
    @Test
    void cuSolverIsCalledByItsTypedFunctions() {
        List<String> solver =
                called().stream().filter(n -> n.startsWith("cusolverDn")).toList();
        assertThat(solver).isNotEmpty().allMatch(n -> n.matches("cusolverDn(Create|Destroy|SetStream|[DS][a-z].*)"));
    }
}
