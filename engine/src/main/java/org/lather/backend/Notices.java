package org.lather.backend;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

/**
 * Warnings that a program must not miss. Without a binding of SLF4J they go to the logger of the platform, which prints
 * to the error stream unless it is configured otherwise; each once in a process.
 */
final class Notices {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private Notices() {}

    static void warn(String message) {
        if (!(LoggerFactory.getILoggerFactory() instanceof NOPLoggerFactory)) {
            LOG.warn("{}", message);
        } else if (SAID.add(message)) {
            System.getLogger("org.lather").log(System.Logger.Level.WARNING, message);
        }
    }
}
