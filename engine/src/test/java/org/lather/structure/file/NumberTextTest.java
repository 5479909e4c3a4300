package org.lather.structure.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {
    private static void same(String text) {
        assertThat(Double.doubleToRawLongBits(NumberText.parse(text)))
                .as(text)
                .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
    }

    @Test
    void bitsOfTheJdk() {
        Random random = new Random(5);
        for (int i = 0; i < 60_000; i++) {
            double x = random.nextGaussian() * Math.pow(10, random.nextInt(30) - 15);
            same(Double.toString(x));
            same(String.format(Locale.ROOT, "%." + random.nextInt(20) + "f", random.nextGaussian() * 100));
        }
        for (int i = 0; i < 30_000; i++) {
            same(Double.toString(Double.longBitsToDouble(random.nextLong() & 0x7FEFFFFFFFFFFFFFL)));
            // digits of no double, so that the last place is decided by rounding
            same(random.nextInt(10) + "." + (random.nextLong() >>> 1) + "e" + (random.nextInt(60) - 30));
        }
    }

    @Test
    void middlesOfTwoDoubles() {
        Random random = new Random(6);
        for (int i = 0; i < 30_000; i++) {
            double x = 1 + random.nextDouble();
            same(new BigDecimal(x).add(new BigDecimal(Math.ulp(x) / 2)).toString());
            same((1L << 53) + 2L * random.nextInt() + 1 + ".0");
            long odd = (1L << 54) + 2 + 4L * random.nextInt(1 << 30);
            same(odd + "00e-2");
            same(Long.toString(odd));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.5D0, 1.5",
        "1.5d-3, 0.0015",
        "-2.5E+2, -250",
        "+7, 7",
        ".5, 0.5",
        "5., 5",
        "-0.0, -0.0",
        "nan, NaN",
        "NaN, NaN",
        "-inf, -Infinity",
        "Infinity, Infinity",
        "1e400, Infinity",
        "1e-400, 0",
        "0e999999, 0",
        "000000000000000000000001, 1"
    })
    void forms(String text, Double expected) {
        assertThat(NumberText.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "-", ".", "1.2.3", "1e", "1e+", "0x10", "1f", "1.5d", "1,5", "--1", "e5", "1_000", "١", "nano"
            })
    void noNumbers(String text) {
        assertThatThrownBy(() -> NumberText.parse(text)).isInstanceOf(NumberFormatException.class);
    }
}
