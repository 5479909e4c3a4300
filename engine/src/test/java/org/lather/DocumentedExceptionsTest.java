package org.lather;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.ThrowsTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.lather.training.SmallTraining;

/** Public methods and constructors document each exception that they declare, or create themselves. */
class DocumentedExceptionsTest {
    /** Exceptions that nobody can meet, such as a Java without SHA-256. */
    private static final Set<String> NEVER = Set.of("digest AssertionError", "json UncheckedIOException");

    private final List<String> missing = new ArrayList<>();
    private int documented;

    @Test
    void areNamed() throws IOException {
        Path sources = SmallTraining.chno().resolve("../../../engine/src/main/java");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> all = Files.walk(sources)) {
            List<Path> java = all.filter(p -> p.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(java));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new PublicMethods(docs).scan(unit, true);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(documented).isGreaterThan(150);
    }

    /** Visits the public methods of public types; the parameter is whether the enclosing types are public. */
    private final class PublicMethods extends TreePathScanner<@Nullable Void, Boolean> {
        private final DocTrees docs;

        PublicMethods(DocTrees docs) {
            this.docs = docs;
        }

        private boolean inInterface() {
            return getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.INTERFACE;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, Boolean visible) {
            boolean open = inInterface() || type.getModifiers().getFlags().contains(Modifier.PUBLIC);
            return super.visitClass(type, visible && open);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, Boolean visible) {
            boolean open = inInterface() || method.getModifiers().getFlags().contains(Modifier.PUBLIC);
            boolean overrides = method.getModifiers().getAnnotations().stream()
                    .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
            if (visible && open && !overrides) {
                Set<String> named = named(docs.getDocCommentTree(getCurrentPath()));
                for (String exception : thrown(method)) {
                    if (named.contains(exception)) {
                        documented++;
                    } else if (!NEVER.contains(method.getName() + " " + exception)) {
                        missing.add(getCurrentPath()
                                        .getCompilationUnit()
                                        .getSourceFile()
                                        .getName() + " " + method.getName() + " " + exception);
                    }
                }
            }
            return null;
        }
    }

    private static Set<String> thrown(MethodTree method) {
        Set<String> out = new TreeSet<>();
        method.getThrows().forEach(t -> out.add(simple(t.toString())));
        if (method.getBody() != null) {
            method.getBody()
                    .accept(
                            new TreeScanner<@Nullable Void, @Nullable Void>() {
                                @Override
                                public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void v) {
                                    if (tree.getExpression() instanceof NewClassTree created) {
                                        out.add(simple(created.getIdentifier().toString()));
                                    }
                                    return super.visitThrow(tree, null);
                                }

                                @Override
                                public @Nullable Void visitLambdaExpression(
                                        LambdaExpressionTree tree, @Nullable Void v) {
                                    return null; // runs elsewhere
                                }

                                @Override
                                public @Nullable Void visitClass(ClassTree tree, @Nullable Void v) {
                                    return null;
                                }
                            },
                            null);
        }
        return out;
    }

    private static Set<String> named(@Nullable DocCommentTree comment) {
        Set<String> out = new TreeSet<>();
        if (comment != null) {
            comment.getBlockTags().forEach(tag -> {
                if (tag instanceof ThrowsTree t) {
                    out.add(simple(t.getExceptionName().toString()));
                }
            });
        }
        return out;
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
