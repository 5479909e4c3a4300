package com.example.embed;

/** Predicts twice, each time with a backend of its own: Repeat MODEL DATA [BACKEND]. */
public final class Repeat {
    private Repeat() {}

    public static void main(String[] arguments) {
        Predict.main(arguments);
        Predict.main(arguments);
    }
}
