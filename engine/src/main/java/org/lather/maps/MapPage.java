package org.lather.maps;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.Json;
import org.lather.structure.CovalentRadii;
import org.lather.structure.Element;
import org.lather.structure.file.AtomicFile;

/**
 * One page for a browser with a map and its structures. It loads nothing, from the network or from other files, and
 * forbids the browser to do so. Everything that comes from files is data: base64 of a gzip stream of a JSON header and
 * of arrays that it names; the scripts show it as text, never as markup.
 */
public final class MapPage {
    private static final List<String> SCRIPTS = List.of("data.js", "plot.js", "molecule.js", "page.js");
    private static final int MOST_NAME = 100_000;

    private final MapData data;
    private final String title;
    private final List<byte[]> arrays = new ArrayList<>();
    private int bytes;

    private MapPage(MapData data, String title) {
        this.data = data;
        this.title = title;
    }

    /**
     * Writes the page.
     *
     * @param title what the page is called
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if the map has fewer than two coordinates
     */
    public static void write(Path file, MapData data, String title) throws IOException {
        if (data.map().dimensions() < 2) {
            throw new IllegalArgumentException("expected a map of two coordinates or more, got "
                    + data.map().dimensions());
        }
        byte[] page = new MapPage(data, title).toBytes();
        AtomicFile.write(file, out -> out.write(page));
    }

    private byte[] toBytes() throws IOException {
        String style = resource("map.css");
        StringBuilder scripts = new StringBuilder();
        SCRIPTS.forEach(s -> scripts.append(resource(s)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String policy = "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(scripts.toString())
                + "'; base-uri 'none'; form-action 'none'";
        print(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n");
        print(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\"/>\n");
        print(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>Map</title>\n");
        print(out, "<style>" + style + "</style></head><body>\n" + resource("body.html"));
        print(out, "<script type=\"text/plain\" id=\"data\">");
        out.write(Base64.getEncoder().encode(packed()));
        print(out, "</script>\n<script>" + scripts + "</script></body></html>\n");
        return out.toByteArray();
    }

    private static void print(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] packed() throws IOException {
        JsonMapper json = Json.mapper();
        byte[] header = json.writeValueAsString(header()).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(header, (header.length + 3) / 4 * 4);
        Arrays.fill(padded, header.length, padded.length, (byte) ' ');
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            byte[] length = new byte[4];
            ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).putInt(padded.length);
            zip.write(length);
            zip.write(padded);
            for (byte[] a : arrays) {
                zip.write(a);
            }
        }
        return out.toByteArray();
    }

    private Map<String, @Nullable Object> header() {
        StructureMap map = data.map();
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("title", title.substring(0, Math.min(title.length(), MOST_NAME)));
        out.put("summary", MapText.summary(data));
        out.put("of", data.ofAtoms() ? "atoms" : "structures");
        out.put("axes", MapText.axes(map));
        out.put("x", reals(map.size(), i -> map.coordinate(i, 0)));
        out.put("y", reals(map.size(), i -> map.coordinate(i, 1)));
        out.put("starts", integers(data.structures() + 1, data::start));
        out.put("positions", reals(3 * data.atoms(), i -> data.position(i / 3, i % 3)));
        out.put("cells", data.isPeriodic() ? reals(9 * data.structures(), i -> data.cell(i / 9, i % 9)) : null);
        out.put("species", bytes(data.atoms(), data::species));
        out.put("elements", elements());
        List<String> names = new ArrayList<>();
        for (int s = 0; s < data.structures(); s++) {
            names.add(data.name(s));
        }
        out.put("names", names);
        out.put("landmarks", integers(map.landmarks().length, i -> map.landmarks()[i]));
        out.put("nearest", integers(map.size(), i -> map.nearest()[i]));
        out.put("similarity", reals(map.size(), i -> map.similarities()[i]));
        List<Map<String, @Nullable Object>> properties = new ArrayList<>();
        List<Map<String, @Nullable Object>> vectors = new ArrayList<>();
        for (MapProperty p : data.properties()) {
            if (p.width() == 1) {
                properties.add(property(p));
            } else if (p.width() == 3) {
                vectors.add(property(p));
            }
        }
        out.put("properties", properties);
        out.put("vectors", vectors);
        return out;
    }

    private Map<String, @Nullable Object> property(MapProperty p) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("name", p.name());
        out.put("unit", data.unit(p));
        out.put("of", p.ofAtoms() ? "atom" : "structure");
        if (p.hasWords()) {
            out.put("kind", "class");
            out.put("words", p.vocabulary());
            out.put("data", bytes(p.size(), i -> (int) p.value(i)));
        } else {
            out.put("kind", "number");
            out.put("data", reals(p.size(), p::value));
        }
        return out;
    }

    /** Symbol and covalent radius in Å of each element that occurs, by atomic number. */
    private Map<String, List<Object>> elements() {
        Map<String, List<Object>> out = new LinkedHashMap<>();
        for (int i = 0; i < data.atoms(); i++) {
            int z = data.species(i);
            out.computeIfAbsent(
                    Integer.toString(z),
                    k -> List.of(Element.symbol(z), CovalentRadii.of(z) > 0 ? CovalentRadii.of(z) : 1.6));
        }
        return out;
    }

    private Map<String, @Nullable Object> reals(int count, IntToDoubleFunction value) {
        byte[] out = content(4, count);
        ByteBuffer b = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            float v = (float) value.applyAsDouble(i);
            b.putFloat(Float.isInfinite(v) ? Float.NaN : v);
        }
        return array("f32", count, out);
    }

    private Map<String, @Nullable Object> integers(int count, IntUnaryOperator value) {
        byte[] out = content(4, count);
        ByteBuffer b = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            b.putInt(value.applyAsInt(i));
        }
        return array("i32", count, out);
    }

    private Map<String, @Nullable Object> bytes(int count, IntUnaryOperator value) {
        byte[] out = content(1, count);
        for (int i = 0; i < count; i++) {
            out[i] = (byte) value.applyAsInt(i);
        }
        return array("u8", count, out);
    }

    /** An array whose size is a multiple of four bytes, so that each begins at one. */
    private static byte[] content(int width, int count) {
        return new byte[Math.multiplyExact(4, (Math.multiplyExact(width, count) + 3) / 4)];
    }

    private Map<String, @Nullable Object> array(String type, int count, byte[] content) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("type", type);
        out.put("at", bytes);
        out.put("length", count);
        arrays.add(content);
        bytes = Math.addExact(bytes, content.length);
        return out;
    }

    private static String resource(String name) {
        try (InputStream in = MapPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("expected the resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
