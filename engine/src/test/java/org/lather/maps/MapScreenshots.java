package org.lather.maps;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes the pictures of the documentation: {@code -Dtest=MapScreenshots -Dlather.screenshots=PAGE.html
 * -Dlather.hash=#point=3}, into {@code target}.
 */
class MapScreenshots {
    @Test
    @EnabledIfSystemProperty(named = "lather.screenshots", matches = ".+")
    void write(@TempDir Path folder) throws Exception {
        String page = Path.of(System.getProperty("lather.screenshots"))
                        .toAbsolutePath()
                        .toUri()
                + System.getProperty("lather.hash", "");
        try (Browser browser = new Browser(Browser.program().orElseThrow(), folder.resolve("profile"))) {
            for (boolean dark : new boolean[] {false, true}) {
                browser.window(1300, 800, dark);
                browser.open(page);
                save(browser, dark ? "map-dark.png" : "map-light.png");
            }
            browser.window(390, 1300, false);
            browser.open(page);
            save(browser, "map-phone.png");
        }
    }

    private static void save(Browser browser, String name) throws Exception {
        browser.settle();
        Files.write(Path.of("target", name), browser.screenshot());
    }
}
