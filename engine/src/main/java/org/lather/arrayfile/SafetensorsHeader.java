package org.lather.arrayfile;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file: for each tensor its type, shape and position in the data, and under
 * {@code __metadata__} a map of strings. It is padded with blanks, so that the data begin at a multiple of 8 bytes.
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, Place> tensors) {
    static final String METADATA = "__metadata__";

    /** Size in bytes of the largest header that readers of the format accept. */
    static final int MAX_BYTES = 100_000_000;

    private static final ObjectMapper JSON = Json.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Type, shape and position of a tensor: bytes {@code begin} (inclusive) to {@code end} (exclusive) after the
     * header.
     */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Place(ElementType type, long[] shape, long begin, long end) {}

    byte[] render() {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode meta = root.putObject(METADATA);
        metadata.forEach(meta::put);
        tensors.forEach((name, p) -> {
            ObjectNode t = root.putObject(name);
            t.put("dtype", p.type().name());
            Arrays.stream(p.shape()).forEach(t.putArray("shape")::add);
            t.putArray("data_offsets").add(p.begin()).add(p.end());
        });
        byte[] text;
        try {
            text = JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings and numbers is always JSON", e);
        }
        byte[] padded = Arrays.copyOf(text, Math.addExact(text.length, 7) / 8 * 8);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }

    /** Parses a header. The tensors must cover all {@code dataBytes} bytes of the file after its header. */
    static SafetensorsHeader parse(Path file, byte[] header, long dataBytes) {
        JsonNode root;
        try {
            root = JSON.readTree(new String(header, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new ModelFileException(
                    file, "its header is not JSON (" + e.getOriginalMessage() + "): damaged, or no safetensors file");
        }
        if (!root.isObject()) {
            throw new ModelFileException(file, "its header is not a JSON object: damaged, or no safetensors file");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, Place> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> e : root.properties()) {
            if (!e.getValue().isObject()) {
                throw new ModelFileException(
                        file, "expected an object for '" + e.getKey() + "' in its header, got " + brief(e.getValue()));
            }
            if (e.getKey().equals(METADATA)) {
                for (Map.Entry<String, JsonNode> m : e.getValue().properties()) {
                    if (!m.getValue().isTextual()) {
                        throw new ModelFileException(
                                file,
                                "expected text for its metadata '" + m.getKey() + "', got " + brief(m.getValue()));
                    }
                    metadata.put(m.getKey(), m.getValue().textValue());
                }
            } else {
                tensors.put(e.getKey(), place(file, e.getKey(), e.getValue()));
            }
        }
        checkCover(file, tensors, dataBytes);
        return new SafetensorsHeader(metadata, tensors);
    }

    private static Place place(Path file, String name, JsonNode node) {
        JsonNode dtype = node.path("dtype");
        ElementType type = Arrays.stream(ElementType.values())
                .filter(t -> t.name().equals(dtype.textValue()))
                .findFirst()
                .orElseThrow(() -> new ModelFileException(
                        file,
                        "expected tensor '" + name + "' of type " + Arrays.toString(ElementType.values()) + ", got "
                                + brief(dtype)));
        long[] shape = integers(file, name, "shape", node.path("shape"));
        long[] offsets = integers(file, name, "data_offsets", node.path("data_offsets"));
        if (offsets.length != 2 || offsets[1] < offsets[0]) {
            throw new ModelFileException(
                    file,
                    "expected two ascending data_offsets of tensor '" + name + "', got "
                            + brief(node.path("data_offsets")));
        }
        long bytes;
        try {
            bytes = Math.multiplyExact(Tensor.elements(shape), type.bytes());
        } catch (ArithmeticException e) {
            throw new ModelFileException(
                    file, "the shape of tensor '" + name + "' is too large: " + Arrays.toString(shape));
        }
        if (bytes != offsets[1] - offsets[0]) {
            throw new ModelFileException(
                    file,
                    "expected " + bytes + " bytes for tensor '" + name + "' of shape " + Arrays.toString(shape)
                            + " and type " + type + ", got " + (offsets[1] - offsets[0]));
        }
        return new Place(type, shape, offsets[0], offsets[1]);
    }

    private static long[] integers(Path file, String name, String key, JsonNode node) {
        List<Long> out = new ArrayList<>();
        for (JsonNode n : node) {
            if (!n.isIntegralNumber() || !n.canConvertToLong() || n.longValue() < 0) {
                throw new ModelFileException(
                        file, "expected whole numbers for " + key + " of tensor '" + name + "', got " + brief(node));
            }
            out.add(n.longValue());
        }
        if (!node.isArray()) {
            throw new ModelFileException(
                    file, "expected a list for " + key + " of tensor '" + name + "', got " + brief(node));
        }
        return out.stream().mapToLong(Long::longValue).toArray();
    }

    /**
     * Checks that the tensors are contiguous up to the end of the file, without gap or overlap, as the format requires.
     */
    private static void checkCover(Path file, Map<String, Place> tensors, long dataBytes) {
        long next = 0;
        List<Map.Entry<String, Place>> sorted = tensors.entrySet().stream()
                .sorted(Comparator.comparingLong(
                                (Map.Entry<String, Place> e) -> e.getValue().begin())
                        .thenComparingLong(e -> e.getValue().end()))
                .toList();
        for (Map.Entry<String, Place> e : sorted) {
            if (e.getValue().begin() != next) {
                throw new ModelFileException(
                        file,
                        "expected tensor '" + e.getKey() + "' at byte " + next + " of the data, got "
                                + e.getValue().begin() + (e.getValue().begin() < next ? " (an overlap)" : " (a gap)"));
            }
            next = e.getValue().end();
        }
        if (next != dataBytes) {
            throw new ModelFileException(
                    file,
                    "expected " + next + " bytes of data after its header, got " + dataBytes
                            + (dataBytes < next ? ": the file is truncated" : ": something was appended"));
        }
    }

    private static String brief(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
