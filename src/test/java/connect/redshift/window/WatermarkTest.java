// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.table.Ordering;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WatermarkTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            TIMESTAMP   | 2026-01-31 23:59:59.123456    | '2026-01-31 23:59:59.123456'::timestamp
            TIMESTAMP   | 0044-03-15 12:00:00 BC        | '0044-03-15 12:00:00 BC'::timestamp
            TIMESTAMPTZ | 2026-01-31 23:59:59.123456    | '2026-01-31 23:59:59.123456+00'::timestamptz
            TIMESTAMPTZ | 0044-03-15 12:00:00.000001 BC | '0044-03-15 12:00:00.000001+00 BC'::timestamptz
            DATE        | 2026-01-31                    | '2026-01-31'::date
            DATE        | 0044-03-15 BC                 | '0044-03-15 BC'::date
            NUMBER      | -42                           | -42
            NUMBER      | 0.50                          | 0.50
            NUMBER      | 1e3                           | 1000
            NUMBER      | 99999999999999999999999999999999999999 | 99999999999999999999999999999999999999
            TEXT        | it's a\\b                      | 'it''s a\\\\b'
            """)
    void literals(Ordering ordering, String text, String sql) {
        assertThat(new Watermark(ordering, text).sql()).isEqualTo(sql);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            TIMESTAMP   | yesterday                     | a timestamp such as 2026-01-31 23:59:59.123456
            TIMESTAMP   | 2026-01-31 23:59:59'; --      | a timestamp such as 2026-01-31 23:59:59.123456
            TIMESTAMPTZ | 2026-01-31 23:59:59+02        | an instant in UTC such as 2026-01-31 23:59:59.123456
            DATE        | 2026-01-31 00:00:00           | a date such as 2026-01-31
            NUMBER      | 1; DROP TABLE x               | a number such as 42 or 0.5
            NUMBER      | NaN                           | a number such as 42 or 0.5
            # Written out, this would fill the memory.
            NUMBER      | 1e999999999                   | a number such as 42 or 0.5
            NUMBER      | 1e-999999999                  | a number such as 42 or 0.5
            """)
    void textsThatAreNoWatermark(Ordering ordering, String text, String expected) {
        assertThatThrownBy(() -> new Watermark(ordering, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("watermark \"%s\" is not %s".formatted(text, expected));
    }

    @Test
    void aTextHasNoNul() {
        assertThatThrownBy(() -> new Watermark(Ordering.TEXT, "a\0"))
                .hasMessageEndingWith("is not a text without NUL characters");
    }

    @Test
    void anEmptyTextIsAText() {
        assertThat(new Watermark(Ordering.TEXT, "").sql()).isEqualTo("''");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            TIMESTAMP   | 2026-07-01 12:00:00.000001 | 2026-07-01T10:00:00.000001Z
            TIMESTAMPTZ | 2026-07-01 12:00:00        | 2026-07-01T12:00:00Z
            # Its day is over then.
            DATE        | 2026-07-01                 | 2026-07-01T22:00:00Z
            DATE        | 294275-12-31               | +294275-12-31T23:00:00Z
            """)
    void momentsOfTimes(Ordering ordering, String text, Instant moment) {
        assertThat(new Watermark(ordering, text).instant(ZoneId.of("Europe/Berlin")))
                .contains(moment);
    }

    @ParameterizedTest
    @CsvSource({"NUMBER,42", "TEXT,2026-07-01", "TIMESTAMP,0044-03-15 12:00:00 BC"})
    void whatNoClockTellsHasNoMoment(Ordering ordering, String text) {
        assertThat(new Watermark(ordering, text).instant(ZoneOffset.UTC)).isEmpty();
    }
}
