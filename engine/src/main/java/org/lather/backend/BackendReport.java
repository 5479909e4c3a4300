package org.lather.backend;

/** What became of one candidate. */
public record BackendReport(
        String name, boolean available, boolean selected, String device, String reason, String cure) {}
