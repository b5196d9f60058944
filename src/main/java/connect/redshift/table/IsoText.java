// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** Days and instants after ISO 8601, in the proleptic Gregorian calendar and always with six digits. */
final class IsoText {
    private static final DateTimeFormatter MICROS = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .appendPattern("HH:mm:ss.SSSSSS")
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private IsoText() {}

    static String instant(long epochMicros) {
        return MICROS.format(Instant.ofEpochSecond(
                Math.floorDiv(epochMicros, 1_000_000L), Math.floorMod(epochMicros, 1_000_000L) * 1_000L));
    }

    /** With the {@code Z} that Debezium's IsoDate has. */
    static String day(int epochDay) {
        return DateTimeFormatter.ISO_LOCAL_DATE.format(LocalDate.ofEpochDay(epochDay)) + "Z";
    }
}
