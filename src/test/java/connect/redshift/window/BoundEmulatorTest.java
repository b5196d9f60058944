// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.emulator.LocalRedshift;
import connect.redshift.emulator.Settings;
import connect.redshift.table.Ordering;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clock's SQL, run for every minute around a change of the clocks. */
class BoundEmulatorTest {
    private static final Duration DELAY = Duration.ofSeconds(60);

    /** A window that closed above a stamp that is still to come would lose the row that bears it. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-10-24T21:00:00Z",
        "Europe/Berlin, 2026-03-28T22:00:00Z",
        "Australia/Lord_Howe, 2026-04-04T12:00:00Z",
        "America/Sao_Paulo, 2018-02-17T23:00:00Z",
        "Asia/Kolkata, 2026-10-24T21:00:00Z"
    })
    void boundNeverPassesAStampThatIsStillToCome(String zoneName, String begin) {
        ZoneId zone = ZoneId.of(zoneName);
        Instant start = Instant.parse(begin);
        List<LocalDateTime> bounds = bounds(zone, start);
        for (int minute = 0; minute < bounds.size(); minute++) {
            LocalDateTime earliest = LocalDateTime.MAX;
            for (int later = minute; later < minute + 300; later++) {
                LocalDateTime stamp = LocalDateTime.ofInstant(
                        start.plus(Duration.ofMinutes(later)).minus(DELAY), zone);
                earliest = stamp.isBefore(earliest) ? stamp : earliest;
            }
            assertThat(bounds.get(minute))
                    .as("at %s", start.plus(Duration.ofMinutes(minute)))
                    .isBeforeOrEqualTo(earliest)
                    .isAfterOrEqualTo(earliest.minusHours(1));
        }
    }

    private static List<LocalDateTime> bounds(ZoneId zone, Instant start) {
        String bound = new Bound(DELAY, zone).sql(Ordering.TIMESTAMP).replace(Bound.CLOCK, "clock.at");
        try (LocalRedshift redshift = LocalRedshift.start(Settings.local())) {
            return redshift
                    .query(
                            """
                            SELECT TO_CHAR(%s, 'YYYY-MM-DD HH24:MI:SS') FROM (
                              SELECT TIMESTAMPTZ '%s+00' + n * INTERVAL '1 minute' AS at, n
                              FROM generate_series(0, 419) AS n) AS clock
                            ORDER BY n"""
                                    .formatted(bound, LocalDateTime.ofInstant(start, ZoneOffset.UTC)))
                    .stream()
                    .map(row -> LocalDateTime.parse(row.get(0).replace(' ', 'T')))
                    .toList();
        }
    }
}
