package org.lather.error;

import java.util.Optional;

/** Spells settings in the messages of a front. */
public interface Spelling {
    /** The spelling of messages of exceptions: {@code backend cpu}, {@code `target`}, {@code model.noise: 0.1}. */
    Spelling PLAIN = s -> Optional.of(
            switch (s.kind()) {
                case OPTION -> s.name() + " " + s.value();
                case ARGUMENT, OVERRIDE -> "`" + s.name() + "`";
                case KEY -> s.name() + ": " + s.value();
                case MEMORY -> "a budget of " + s.value() + " bytes";
            });

    /** Returns a setting as users of the front write it; empty where they cannot set it, and a cure with it is none. */
    Optional<String> of(Setting setting);

    /** Returns the text between settings that are set together. */
    default String conjunction() {
        return " and ";
    }
}
