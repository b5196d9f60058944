// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Days and times; integers until the last step, so that no calendar or zone of the JVM touches them. */
public sealed interface TimeType extends ColumnType {
    /** DATE, as days: no clock and no zone ever touch it. */
    record Date() implements TimeType {
        @Override
        public String sqlName() {
            return "date";
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.int32().name("io.debezium.time.Date").version(1);
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.DATE);
        }

        @Override
        public Object fromEpochDay(int day) {
            return day;
        }
    }

    /** TIMESTAMP without time zone, as microseconds of its wall clock taken as UTC: Connect's own has milliseconds only. */
    record Timestamp() implements TimeType {
        @Override
        public String sqlName() {
            return "timestamp without time zone";
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").version(1);
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.TIMESTAMP);
        }

        @Override
        public Object fromEpochMicros(long micros) {
            return micros;
        }
    }

    /** TIMESTAMP with time zone; UNLOAD writes the instant and drops the zone, so it is told in UTC. */
    record TimestampTz() implements TimeType {
        private static final DateTimeFormatter ISO_MICROS = new DateTimeFormatterBuilder()
                .append(DateTimeFormatter.ISO_LOCAL_DATE)
                .appendLiteral('T')
                .appendPattern("HH:mm:ss.SSSSSS")
                .appendLiteral('Z')
                .toFormatter(Locale.ROOT)
                .withZone(ZoneOffset.UTC);

        @Override
        public String sqlName() {
            return "timestamp with time zone";
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.string()
                    .name("io.debezium.time.ZonedTimestamp")
                    .version(1);
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.TIMESTAMPTZ);
        }

        @Override
        public Object fromEpochMicros(long micros) {
            Instant instant = Instant.ofEpochSecond(
                    Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
            return ISO_MICROS.format(instant);
        }
    }
}
