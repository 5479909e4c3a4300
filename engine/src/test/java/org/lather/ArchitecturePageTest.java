package org.lather;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the page on the architecture says about packages, and the sizes of packages, files and parameter lists. */
class ArchitecturePageTest {
    private static final int LONGEST = 350;

    private static final int PARAMETERS = 6;

    private record Source(String module, Path path, String packageName, int lines) {}

    /** The Java sources of all modules, without their tests. */
    private static List<Source> sources() throws IOException {
        List<Source> sources = new ArrayList<>();
        for (String module : List.of("engine", "kernels-cpu", "kernels-opencl", "kernels-cuda", "cli", "bench")) {
            Path root = Path.of("..", module, "src", "main", "java");
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    String name = root.relativize(Objects.requireNonNull(file.getParent()))
                            .toString()
                            .replace('/', '.')
                            .replace('\\', '.');
                    sources.add(new Source(
                            module, file, name, Files.readAllLines(file).size()));
                }
            }
        }
        return sources;
    }

    private static Map<String, List<Source>> packagesOfTheEngine() throws IOException {
        return sources().stream()
                .filter(source -> source.module.equals("engine"))
                .collect(Collectors.groupingBy(Source::packageName, TreeMap::new, Collectors.toList()));
    }

    private static int lines(List<Source> sources) {
        return sources.stream().mapToInt(Source::lines).sum();
    }

    /** A package that outgrows a tenth of the engine has become several. */
    @Test
    void noPackageIsLargerThanATenth() throws IOException {
        Map<String, List<Source>> packages = packagesOfTheEngine();
        int all =
                packages.values().stream().mapToInt(ArchitecturePageTest::lines).sum();
        packages.forEach((name, sources) -> System.out.printf(
                "%4d types %6d lines %5.1f %% %s%n",
                sources.size(), lines(sources), 100.0 * lines(sources) / all, name));
        assertThat(packages).hasSizeGreaterThan(20);
        assertThat(packages)
                .allSatisfy(
                        (name, sources) -> assertThat(lines(sources)).as(name).isLessThanOrEqualTo(all / 10));
    }

    @Test
    void filesAreShort() throws IOException {
        List<Source> sources = sources();
        List<Integer> sorted = sources.stream().map(Source::lines).sorted().toList();
        System.out.printf(
                "%d files, %d lines, median %d, longest %d%n",
                sources.size(), lines(sources), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
        Set<String> longer = sources.stream()
                .filter(source -> source.lines > LONGEST)
                .map(source -> source.path.getFileName().toString())
                .collect(Collectors.toCollection(TreeSet::new));
        System.out.println("longer than " + LONGEST + " lines: " + longer);
        assertThat(longer).isEmpty();
    }

    /** Kernels of the processor take their tiles as scalars, which stay in registers; they are not counted. */
    @Test
    void methodsTakeFewParameters() throws IOException {
        List<Path> files = sources().stream()
                .filter(source -> !source.module.equals("kernels-cpu"))
                .map(Source::path)
                .sorted(Comparator.comparing(Path::toString))
                .toList();
        List<String> found = new ArrayList<>();
        int methods = 0;
        for (CompilationUnitTree unit : parse(files)) {
            ParameterCount count = new ParameterCount(found);
            count.scan(unit, null);
            methods += count.methods;
        }
        found.forEach(System.out::println);
        System.out.printf("%d methods and constructors, %d with more parameters%n", methods, found.size());
        assertThat(methods).isGreaterThan(1000);
        assertThat(found).isEmpty();
    }

    private static Iterable<? extends CompilationUnitTree> parse(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            return task.parse();
        }
    }

    private static final class ParameterCount extends TreeScanner<@Nullable Void, @Nullable ClassTree> {
        private final List<String> found;
        private int methods;

        ParameterCount(List<String> found) {
            this.found = found;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable ClassTree outer) {
            return super.visitClass(type, type);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable ClassTree type) {
            methods++;
            // a record lists its components, which its canonical constructor repeats
            boolean ofRecord = type != null && type.getKind() == Tree.Kind.RECORD && method.getReturnType() == null;
            int parameters = method.getParameters().size();
            if (parameters > PARAMETERS && !ofRecord) {
                String owner = type == null ? "" : type.getSimpleName().toString();
                found.add(parameters + " parameters: " + owner + "." + method.getName());
            }
            return super.visitMethod(method, type);
        }
    }

    /** The first column of the page's table names each package of the engine once, and no other. */
    @Test
    void thePageListsThePackages() throws IOException {
        String page = Files.readString(Path.of("..", "src", "site", "markdown", "architecture.md"));
        String table = page.substring(page.indexOf("| package `org.lather"), page.indexOf("## Two interfaces"));
        List<String> named = table.lines()
                .skip(2)
                .filter(line -> line.startsWith("|"))
                .map(line -> line.split("\\|", -1)[1])
                .flatMap(column -> Pattern.compile("`([^`]+)`").matcher(column).results())
                .map((MatchResult name) -> name.group(1))
                .map(name -> name.equals("org.lather") ? name : "org.lather." + name)
                .toList();
        assertThat(named)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(packagesOfTheEngine().keySet());
    }
}
