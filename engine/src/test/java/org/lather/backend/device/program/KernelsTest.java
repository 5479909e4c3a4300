package org.lather.backend.device.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lather.backend.Precision;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.DeviceMatrix;

/**
 * Each kernel puts what its function in the text of the program takes: as many arguments, of the same types, in the
 * same order, where the name of the component that an argument comes from is that of the parameter.
 */
class KernelsTest {
    private static final List<Class<?>> PROGRAMS = List.of(
            BispectrumPrograms.class,
            CouplingGradientPrograms.class,
            ExpansionGradientPrograms.class,
            ExpansionPrograms.class,
            FeaturePrograms.class,
            FormPrograms.class,
            GradientPrograms.class,
            MatrixPrograms.class,
            RidgePrograms.class,
            RowPrograms.class,
            TensorPrograms.class);

    private static final Set<String> FILES = Set.of(
            "bispectrum",
            "bispectrum-gradient",
            "coupling",
            "coupling-gradient",
            "expansion",
            "expansion-gradient",
            "features",
            "forms",
            "gradients",
            "matrices",
            "ridge",
            "rows",
            "spectrum",
            "tensors");

    /** What a launch reads of a component that others are in: the array itself. */
    private static final Set<String> WHOLE = Set.of("values", "buffer");

    /** A parameter, or an argument: its type, and its name or the path of its component. */
    private record Parameter(String type, String name) {}

    /** Makes kernels whose components are all different, and remembers the path of each. */
    private static final class Samples {
        private final IdentityHashMap<Buffer, String> buffers = new IdentityHashMap<>();
        private final String[] numbers = new String[1000];
        private int next = 1;

        private int number(String path) {
            numbers[next] = path;
            return next++;
        }

        private Buffer buffer(String path) {
            Buffer out = new Buffer() {
                @Override
                public long bytes() {
                    return 0;
                }

                @Override
                public void close() {}
            };
            buffers.put(out, path);
            return out;
        }

        <T> T make(Class<T> type, String path) {
            try {
                RecordComponent[] components = type.getRecordComponents();
                Object[] values = new Object[components.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(components[i].getType(), path + "." + components[i].getName());
                }
                Class<?>[] types =
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
                return type.getDeclaredConstructor(types).newInstance(values);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        private Object value(Class<?> type, String path) {
            if (type == Ints.class) {
                return new Ints(buffer(path));
            }
            if (type == Doubles.class) {
                return new Doubles(buffer(path));
            }
            if (type == Reals.class) {
                return new Reals(buffer(path));
            }
            if (type == Buffer.class) {
                return buffer(path);
            }
            if (type == int.class) {
                return number(path);
            }
            if (type == long.class) {
                return (long) number(path);
            }
            if (type == double.class) {
                return (double) number(path);
            }
            if (type == boolean.class) {
                return true;
            }
            if (type == Map.class) {
                return Map.of("GROUP", 64);
            }
            assertThat(type.isRecord()).as("%s of %s", path, type).isTrue();
            return make(type, path);
        }
    }

    /** Records what a kernel puts. */
    private static final class Recorder implements Parameters {
        private final Samples samples;
        private final List<Parameter> out = new ArrayList<>();

        Recorder(Samples samples) {
            this.samples = samples;
        }

        private void put(String type, Buffer buffer) {
            out.add(new Parameter(type, Objects.requireNonNull(samples.buffers.get(buffer))));
        }

        private void put(String type, long number) {
            out.add(new Parameter(type, Objects.requireNonNull(samples.numbers[(int) number])));
        }

        @Override
        public void put(Ints array) {
            put("int*", array.buffer());
        }

        @Override
        public void put(Doubles array) {
            put("accum*", array.buffer());
        }

        @Override
        public void put(Reals array) {
            put("real*", array.buffer());
        }

        @Override
        public void put(int value) {
            put("int", value);
        }

        @Override
        public void put(long value) {
            put("int64", value);
        }

        @Override
        public void put(double value) {
            put("accum", (long) value);
        }

        /** Of which a kernel has one at most. */
        @Override
        public void put(boolean value) {
            out.add(new Parameter("int", "*"));
        }
    }

    static Stream<Class<?>> kernels() {
        return PROGRAMS.stream()
                .flatMap(program -> Arrays.stream(program.getDeclaredClasses()))
                .filter(Kernel.class::isAssignableFrom);
    }

    private static String text(String file) {
        try (InputStream in = Kernel.class.getResourceAsStream("/org/lather/programs/" + file + ".dev")) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Parameter> parameters(String program, String function) {
        String file = program.substring(program.lastIndexOf('+') + 1);
        Matcher m = Pattern.compile("KERNEL void " + function + "\\(([^)]*)\\)").matcher(text(file));
        assertThat(m.find()).as("%s in %s", function, file).isTrue();
        List<Parameter> out = new ArrayList<>();
        for (String one : m.group(1).split(",", -1)) {
            String declared =
                    one.replaceAll("\\b(GLOBAL|const|RESTRICT)\\b", " ").strip();
            int space = declared.lastIndexOf(' ');
            String type = declared.substring(0, space).replace(" ", "");
            out.add(new Parameter(type, declared.substring(space + 1)));
        }
        return out;
    }

    /**
     * Whether a path of components says the name: its last component, or the one before it with or without the last.
     */
    private static boolean says(String path, String name) {
        if (path.equals("*")) {
            return true;
        }
        String[] parts = path.split("\\.", -1);
        String last = parts[parts.length - 1];
        String before = parts[parts.length - 2];
        String wanted = name.toLowerCase(Locale.ROOT);
        return wanted.equals((before + last).toLowerCase(Locale.ROOT))
                || (WHOLE.contains(last)
                        ? wanted.equals(before.toLowerCase(Locale.ROOT))
                        : wanted.equals(last.toLowerCase(Locale.ROOT)));
    }

    private static void agrees(List<Parameter> put, List<Parameter> declared) {
        assertThat(put.stream().map(Parameter::type))
                .isEqualTo(declared.stream().map(Parameter::type).toList());
        for (int i = 0; i < put.size(); i++) {
            String path = put.get(i).name();
            String name = declared.get(i).name();
            assertThat(says(path, name))
                    .as("argument %d: %s for %s", i, path, name)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void putsWhatTheFunctionTakes(Class<? extends Kernel> type) {
        Samples samples = new Samples();
        Kernel kernel = samples.make(type, "");
        Recorder put = new Recorder(samples);
        kernel.put(put);
        agrees(
                put.out,
                parameters(kernel.function().program(), kernel.function().name()));
        assertThat(kernel.source(Precision.SINGLE).functions())
                .contains(kernel.function().name());
    }

    /** A program whose text stores features is compiled for each precision, others for both at once. */
    @ParameterizedTest
    @MethodSource("kernels")
    void isCompiledForThePrecisionThatItStores(Class<? extends Kernel> type) {
        Kernel kernel = new Samples().make(type, "");
        Precision compiled = kernel.source(Precision.SINGLE).precision();
        boolean reals = parameters(
                        kernel.function().program(), kernel.function().name())
                .stream()
                .anyMatch(p -> p.type().equals("real*"));
        assertThat(compiled == Precision.SINGLE || !reals).isTrue();
    }

    @Test
    void everyFunctionHasAKernel() {
        Set<String> expected = new HashSet<>();
        for (String file : FILES) {
            Matcher m = Pattern.compile("KERNEL void (\\w+)\\(").matcher(text(file));
            while (m.find()) {
                expected.add(file + "." + m.group(1));
            }
        }
        Set<String> found = new HashSet<>();
        kernels().forEach(type -> {
            Kernel.Function function =
                    new Samples().make(type.asSubclass(Kernel.class), "").function();
            String program = function.program();
            found.add(program.substring(program.lastIndexOf('+') + 1) + "." + function.name());
        });
        assertThat(found).isEqualTo(expected).hasSizeGreaterThan(25);
    }

    /** Two arguments of one type that are exchanged, and arguments of different types. */
    @Test
    void findsExchangedArguments() {
        Samples samples = new Samples();
        Recorder put = new Recorder(samples);
        samples.make(MatrixPrograms.Gram.class, "").put(put);
        List<Parameter> declared = parameters("matrices", "gram");
        agrees(put.out, declared);
        for (int[] pair : new int[][] {{1, 6}, {3, 4}, {10, 11}, {0, 1}, {4, 9}}) {
            List<Parameter> exchanged = new ArrayList<>(put.out);
            exchanged.set(pair[0], put.out.get(pair[1]));
            exchanged.set(pair[1], put.out.get(pair[0]));
            assertThatThrownBy(() -> agrees(exchanged, declared))
                    .as("%d and %d", pair[0], pair[1])
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void aMatrixIsThreeArguments() {
        Samples samples = new Samples();
        Recorder put = new Recorder(samples);
        put.put(samples.make(DeviceMatrix.class, "a"));
        assertThat(put.out)
                .containsExactly(
                        new Parameter("accum*", "a.buffer"),
                        new Parameter("int64", "a.offset"),
                        new Parameter("int", "a.stride"));
    }
}
