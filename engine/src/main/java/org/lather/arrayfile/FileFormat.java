package org.lather.arrayfile;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Name and version of a safetensors file written by Lather, in the metadata {@code format} and {@code format_version}.
 * Readers accept all minor versions of their own major version and refuse later major versions.
 *
 * @param name e.g. {@code lather-model}
 */
public record FileFormat(String name, int major, int minor) {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})");

    /** Adds the two entries of the format in front of other metadata. */
    public Map<String, String> describe(Map<String, String> others) {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("format", name);
        out.put("format_version", major + "." + minor);
        out.putAll(others);
        return out;
    }

    /** @throws ModelFileException if the file has another format, a newer major version, or no format */
    void check(Path file, Map<String, String> metadata) {
        String found = metadata.get("format");
        if (!name.equals(found)) {
            throw new ModelFileException(
                    file,
                    "expected a file of format " + name + ", got "
                            + (found == null ? "a safetensors file that names no format" : "format " + found));
        }
        String version = metadata.getOrDefault("format_version", "none");
        Matcher m = VERSION.matcher(version);
        if (!m.matches()) {
            throw new ModelFileException(
                    file, "expected a format_version like " + major + "." + minor + ", got " + version);
        }
        if (Integer.parseInt(m.group(1)) > major) {
            throw new ModelFileException(
                    file,
                    "it was written in version " + version + " of the format " + name
                            + ", which is newer than the versions up to " + major
                            + ".x that this program reads; use a newer Lather");
        }
    }
}
