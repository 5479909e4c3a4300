package com.example.embed;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Predicts, and prints the messages of Lather that reach the logger of the platform: Listen MODEL DATA [BACKEND]. */
public final class Listen {
    private static final Logger LATHER = Logger.getLogger("org.lather");

    private Listen() {}

    public static void main(String[] arguments) {
        LATHER.setUseParentHandlers(false);
        LATHER.addHandler(new Handler() {
            @Override
            public void publish(LogRecord message) {
                System.out.println("logged " + message.getLevel() + " " + message.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        Predict.main(arguments);
    }
}
