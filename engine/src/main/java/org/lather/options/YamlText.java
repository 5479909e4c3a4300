package org.lather.options;

import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Trees of options as text. */
final class YamlText {
    private YamlText() {}

    /** In one line, as flow style. */
    static String of(Object tree) {
        return dump(tree, FlowStyle.FLOW).strip();
    }

    /** Blocks, the innermost maps in flow style. */
    static String file(Object tree) {
        return dump(tree, FlowStyle.AUTO);
    }

    private static String dump(Object tree, FlowStyle style) {
        return new Dump(DumpSettings.builder()
                        .setSchema(new CoreSchema())
                        .setDefaultFlowStyle(style)
                        .setWidth(1000)
                        .build())
                .dumpToString(tree);
    }
}
