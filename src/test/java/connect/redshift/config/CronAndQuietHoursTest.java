// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In Berlin the clock goes from 02:00 to 03:00 on 2026-03-29 at 01:00Z, and from 03:00 to 02:00 on 2026-10-25 at 01:00Z. */
final class CronAndQuietHoursTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # overnight
            22:00-06:00 | 2026-01-10T20:59:59Z | 2026-01-10T20:59:59Z
            22:00-06:00 | 2026-01-10T21:00:00Z | 2026-01-11T05:00:00Z
            22:00-06:00 | 2026-01-11T04:59:59Z | 2026-01-11T05:00:00Z
            22:00-06:00 | 2026-01-11T05:00:00Z | 2026-01-11T05:00:00Z
            # by day
            08:30-17:00 | 2026-01-10T07:29:00Z | 2026-01-10T07:29:00Z
            08:30-17:00 | 2026-01-10T07:30:00Z | 2026-01-10T16:00:00Z
            # the night in which the clock goes forward is an hour shorter, the one in which it goes back an hour longer
            22:00-06:00 | 2026-03-28T21:00:00Z | 2026-03-29T04:00:00Z
            22:00-06:00 | 2026-10-24T20:00:00Z | 2026-10-25T05:00:00Z
            # an end that the clock skips is the moment at which it skips it
            22:00-02:30 | 2026-03-28T21:00:00Z | 2026-03-29T01:00:00Z
            # an end that comes twice is an end twice: the wall clock says so
            22:00-02:30 | 2026-10-24T23:59:00Z | 2026-10-25T00:30:00Z
            22:00-02:30 | 2026-10-25T00:45:00Z | 2026-10-25T00:45:00Z
            22:00-02:30 | 2026-10-25T01:15:00Z | 2026-10-25T01:30:00Z
            """)
    void quietHoursEndByTheWallClock(String hours, Instant asked, Instant open) {
        assertThat(QuietHours.parse(hours, BERLIN).apply(asked)).isEqualTo(open);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22-6", "22:00", "22:00-06:00-07:00", "25:00-06:00", "-", "night"})
    void otherHoursAreRefused(String hours) {
        assertThatThrownBy(() -> QuietHours.parse(hours, BERLIN))
                .hasMessage("\"%s\" is not from one time to another, such as 22:00-06:00".formatted(hours));
    }

    @Test
    void aDayThatIsAllQuietIsRefused() {
        assertThatThrownBy(() -> QuietHours.parse("06:00-06:00", BERLIN))
                .hasMessage("from 06:00 to 06:00 there is no time to poll");
    }

    private static List<String> times(String expression, String from, int count) {
        CronTimes cron = CronTimes.parse(expression, BERLIN);
        List<String> times = new ArrayList<>();
        Instant at = Instant.parse(from);
        for (int time = 0; time < count; time++) {
            at = cron.apply(at);
            times.add(at.toString());
        }
        return times;
    }

    @Test
    void cronTimesFollowTheWallClock() {
        assertThat(times("0 6 * * 1-5", "2026-03-26T12:00:00Z", 3))
                .containsExactly("2026-03-27T05:00:00Z", "2026-03-30T04:00:00Z", "2026-03-31T04:00:00Z");
    }

    /** Its rows come a day later then, which the setting's text says. */
    @Test
    void aTimeThatTheClockSkipsDoesNotComeThatDay() {
        assertThat(times("30 2 * * *", "2026-03-27T12:00:00Z", 2))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z");
        assertThat(times("30 2 * * *", "2026-10-24T12:00:00Z", 2))
                .as("nor does it come twice where the hour does")
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void everyTimeIsLaterThanTheOneBefore() {
        for (String day : List.of("2026-03-28T22:00:00Z", "2026-10-24T22:00:00Z")) {
            List<String> times = times("*/20 * * * *", day, 30);
            assertThat(times).isSorted().doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6", "0 6 * *", "0 6 * * * *", "61 * * * *", "@never", "x"})
    void otherExpressionsAreRefused(String expression) {
        assertThatThrownBy(() -> CronTimes.parse(expression, ZoneOffset.UTC))
                .hasMessageStartingWith(
                        "\"%s\" is not a cron expression of five fields, such as 0 6 * * 1-5".formatted(expression));
    }

    @Test
    void aTimeThatNeverComesIsRefused() {
        assertThatThrownBy(() -> CronTimes.parse("0 0 31 2 *", ZoneOffset.UTC)).hasMessageContaining("never comes");
    }
}
