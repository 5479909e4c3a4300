package org.lather.golden;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The arrays of one .npz file, in C order: float64, int32, int64 and text (S or U). */
public final class Npz {
    private static final Pattern HEADER = Pattern.compile(
            "'descr': *'([^']+)'.*'fortran_order': *(True|False).*'shape': *\\(([^)]*)\\)", Pattern.DOTALL);

    private final String name;
    private final Map<String, Entry> entries;

    private Npz(String name, Map<String, Entry> entries) {
        this.name = name;
        this.entries = entries;
    }

    private static final class Entry {
        final String type;
        final int[] shape;
        final ByteBuffer data;

        Entry(String type, int[] shape, ByteBuffer data) {
            this.type = type;
            this.shape = shape;
            this.data = data;
        }

        int size() {
            int n = 1;
            for (int s : shape) {
                n *= s;
            }
            return n;
        }
    }

    static Npz read(String name, byte[] file) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                String key = e.getName().replaceFirst("\\.npy$", "");
                entries.put(key, entry(name + " " + key, zip.readAllBytes()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Npz(name, entries);
    }

    private static Entry entry(String where, byte[] npy) {
        ByteBuffer b = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
        boolean first = npy[6] == 1;
        int length = first ? b.getShort(8) & 0xffff : b.getInt(8);
        int start = first ? 10 : 12;
        Matcher m = HEADER.matcher(new String(npy, start, length, StandardCharsets.ISO_8859_1));
        if (!m.find()) {
            throw new IllegalArgumentException(where + ": not a .npy header");
        }
        String[] sizes =
                m.group(3).isBlank() ? new String[0] : m.group(3).trim().split(" *, *");
        int[] shape = new int[sizes.length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Integer.parseInt(sizes[i]);
        }
        if (m.group(2).equals("True") && shape.length > 1) {
            throw new IllegalArgumentException(where + ": expected C order");
        }
        b.position(start + length);
        return new Entry(m.group(1), shape, b.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    public Set<String> keys() {
        return entries.keySet();
    }

    public boolean has(String key) {
        return entries.containsKey(key);
    }

    /** The lengths of the axes; empty for a scalar. */
    public int[] shape(String key) {
        return get(key).shape.clone();
    }

    public double[] doubles(String key) {
        Entry e = get(key, "<f8");
        double[] out = new double[e.size()];
        e.data.asDoubleBuffer().get(out);
        return out;
    }

    /** An int32 array, or an int64 array whose values are small. */
    public int[] ints(String key) {
        Entry e = get(key, "<i4", "<i8");
        int[] out = new int[e.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = e.type.equals("<i4") ? e.data.getInt(4 * i) : Math.toIntExact(e.data.getLong(8 * i));
        }
        return out;
    }

    /** An array of text, padded with zeros in the file. */
    public String[] strings(String key) {
        Entry e = get(key);
        boolean wide = e.type.startsWith("<U");
        if (!wide && !e.type.startsWith("|S")) {
            throw new IllegalArgumentException(name + " " + key + ": expected text, got " + e.type);
        }
        int width = Integer.parseInt(e.type.substring(2));
        String[] out = new String[e.size()];
        for (int i = 0; i < out.length; i++) {
            StringBuilder s = new StringBuilder();
            for (int j = 0; j < width; j++) {
                int c = wide ? e.data.getInt(4 * (i * width + j)) : e.data.get(i * width + j) & 0xff;
                if (c != 0) {
                    s.appendCodePoint(c);
                }
            }
            out[i] = s.toString();
        }
        return out;
    }

    private Entry get(String key, String... types) {
        Entry e = entries.get(key);
        if (e == null) {
            throw new IllegalArgumentException(name + " has no array " + key + ", only " + entries.keySet());
        }
        if (types.length > 0 && !List.of(types).contains(e.type)) {
            throw new IllegalArgumentException(
                    name + " " + key + ": expected " + String.join(" or ", types) + ", got " + e.type);
        }
        return e;
    }
}
