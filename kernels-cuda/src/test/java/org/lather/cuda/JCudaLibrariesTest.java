package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JCuda's own libraries, out of the jars that are on the class path. */
class JCudaLibrariesTest {
    private static byte[] library(String name) throws IOException {
        try (InputStream in = JCudaLibrariesTest.class.getResourceAsStream("/lib/" + CudaLoader.fileName(name))) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "JCublas2, libcublas.so.12, libcublas.so.13",
        "JNvrtc, libnvrtc.so.12, libnvrtc.so.13",
        "JCusolver, libcusolver.so.11 libcusolverMg.so.11, libcusolver.so.12 libcusolverMg.so.12",
    })
    void askForCuda13AfterRenaming(String name, String before, String after) throws IOException {
        byte[] original = library(name);
        byte[] renamed = original.clone();
        assertThat(cuda(original)).containsExactlyInAnyOrder(before.split(" ", -1));
        assertThat(ElfRetarget.rename(renamed, Generation.CUDA_13.renamed())).isPositive();
        assertThat(cuda(renamed)).containsExactlyInAnyOrder(after.split(" ", -1));
        assertThat(renamed).hasSameSizeAs(original);
        long different = 0;
        for (int i = 0; i < original.length; i++) {
            different += original[i] == renamed[i] ? 0 : 1;
        }
        assertThat(different).as("bytes that differ").isBetween(1L, 4L);
        // what can be renamed can be renamed back
        ElfRetarget.rename(
                renamed,
                Map.of(
                        "libcublas.so.13", "libcublas.so.12",
                        "libcusolver.so.12", "libcusolver.so.11",
                        "libcusolverMg.so.12", "libcusolverMg.so.11",
                        "libnvrtc.so.13", "libnvrtc.so.12"));
        assertThat(renamed).isEqualTo(original);
    }

    private static List<String> cuda(byte[] library) {
        return ElfRetarget.needed(library).stream()
                .filter(n -> n.startsWith("libcu") || n.startsWith("libnv"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JCublas2", "JNvrtc", "JCusolver", "JCudaDriver"})
    void stayAsTheyAreForCuda12(String name) throws IOException {
        byte[] original = library(name);
        byte[] renamed = original.clone();
        assertThat(ElfRetarget.rename(renamed, Generation.CUDA_12.renamed())).isZero();
        assertThat(renamed).as("with the hashes computed anew").isEqualTo(original);
    }

    @Test
    void hashesAsTheLinkerDoes() {
        // of the System V specification's function, known from the symbol tables of every Linux
        assertThat(ElfRetarget.hash("GLIBC_2.2.5")).isEqualTo(0x09691a75);
        assertThat(ElfRetarget.hash("GLIBC_2.14")).isEqualTo(0x06969194);
    }

    @Test
    void refuseOtherFilesAndLongerNames() throws IOException {
        assertThatThrownBy(() -> ElfRetarget.rename(new byte[100], Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ELF");
        byte[] library = library("JNvrtc");
        assertThatThrownBy(() -> ElfRetarget.rename(library, Map.of("libnvrtc.so.12", "libnvrtc.so.123")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a name as long as libnvrtc.so.12, got libnvrtc.so.123");
    }

    /** The Java side of cuSOLVER is older than its library: every native method must still be there. */
    @ParameterizedTest
    @CsvSource({
        "jcuda.driver.JCudaDriver, JCudaDriver",
        "jcuda.nvrtc.JNvrtc, JNvrtc",
        "jcuda.jcublas.JCublas2, JCublas2",
        "jcuda.jcusolver.JCusolver, JCusolver",
        "jcuda.jcusolver.JCusolverDn, JCusolver",
    })
    void haveEveryNativeMethod(String type, String library) throws Exception {
        Set<String> exported = exports(library(library));
        Class<?> owner = Class.forName(type, false, getClass().getClassLoader());
        List<String> missing = new ArrayList<>();
        int natives = 0;
        for (Method m : owner.getDeclaredMethods()) {
            if (Modifier.isNative(m.getModifiers())) {
                natives++;
                String name = "Java_" + mangled(type.replace('.', '/')) + "_" + mangled(m.getName());
                String arguments = String.join(
                        "",
                        Arrays.stream(m.getParameterTypes())
                                .map(Class::descriptorString)
                                .toList());
                if (!exported.contains(name) && !exported.contains(name + "__" + mangled(arguments))) {
                    missing.add(m.getName());
                }
            }
        }
        assertThat(natives).isPositive();
        assertThat(missing).isEmpty();
    }

    /** A name as the Java Native Interface writes it. */
    private static String mangled(String name) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            switch (c) {
                case '/' -> out.append('_');
                case '_' -> out.append("_1");
                case ';' -> out.append("_2");
                case '[' -> out.append("_3");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** The names of the dynamic symbols that are defined. */
    private static Set<String> exports(byte[] file) {
        ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int sections = Math.toIntExact(elf.getLong(40));
        int count = elf.getShort(60);
        Set<String> out = new HashSet<>();
        for (int s = 0; s < count; s++) {
            int header = sections + 64 * s;
            if (elf.getInt(header + 4) != 11) {
                continue; // not SHT_DYNSYM
            }
            int table = Math.toIntExact(elf.getLong(header + 24));
            int size = Math.toIntExact(elf.getLong(header + 32));
            int names = Math.toIntExact(elf.getLong(sections + 64 * elf.getInt(header + 40) + 24));
            for (int at = table; at < table + size; at += 24) {
                if (elf.getShort(at + 6) != 0) {
                    int from = names + elf.getInt(at);
                    int to = from;
                    while (file[to] != 0) {
                        to++;
                    }
                    out.add(new String(file, from, to - from, java.nio.charset.StandardCharsets.US_ASCII));
                }
            }
        }
        return out;
    }
}
