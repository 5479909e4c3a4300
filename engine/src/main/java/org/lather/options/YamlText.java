package org.lather.options;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Writes trees of options as YAML. */
final class YamlText {
    private YamlText() {}

    /** Writes a tree in flow style, in one line. */
    static String of(@Nullable Object tree) {
        return dump(tree, FlowStyle.FLOW).strip();
    }

    /** Writes a tree in block style, with the innermost maps in flow style. */
    static String file(Object tree) {
        return dump(tree, FlowStyle.AUTO);
    }

    private static String dump(@Nullable Object tree, FlowStyle style) {
        return new Dump(DumpSettings.builder()
                        .setSchema(new CoreSchema())
                        .setDefaultFlowStyle(style)
                        .setWidth(1000)
                        .build())
                .dumpToString(tree);
    }
}
