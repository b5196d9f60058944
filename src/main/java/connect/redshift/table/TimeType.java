// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Days and times; integers until the last step, so that no calendar or zone of the JVM touches them. */
public sealed interface TimeType extends ColumnType {
    /** A name of Debezium's, which sinks know. */
    private static SchemaBuilder named(SchemaBuilder schema, String name) {
        return schema.name("io.debezium.time." + name).version(1);
    }

    /** Connect's own types count milliseconds; what lies between two is told as the earlier one. */
    private static java.util.Date millis(long micros) {
        return java.util.Date.from(Instant.ofEpochMilli(Math.floorDiv(micros, 1_000L)));
    }

    /** DATE, as days: no clock and no zone ever touch it. */
    record Date() implements TimeType {
        private static final long MILLIS_A_DAY = 86_400_000L;

        @Override
        public String sqlName() {
            return "date";
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.DATE);
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return switch (options.times()) {
                case ADAPTIVE, MICROSECONDS ->
                    new ValueForm(named(SchemaBuilder.int32(), "Date"), new Decoding.OfDay(sqlName(), day -> day));
                case CONNECT ->
                    new ValueForm(
                            org.apache.kafka.connect.data.Date.builder(),
                            new Decoding.OfDay(
                                    sqlName(), day -> java.util.Date.from(Instant.ofEpochMilli(day * MILLIS_A_DAY))));
                case ISOSTRING ->
                    new ValueForm(
                            named(SchemaBuilder.string(), "IsoDate"), new Decoding.OfDay(sqlName(), IsoText::day));
            };
        }
    }

    /** TIMESTAMP without time zone: its wall clock taken as UTC. */
    record Timestamp() implements TimeType {
        @Override
        public String sqlName() {
            return "timestamp without time zone";
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.TIMESTAMP);
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return switch (options.times()) {
                case ADAPTIVE, MICROSECONDS ->
                    new ValueForm(
                            named(SchemaBuilder.int64(), "MicroTimestamp"),
                            new Decoding.OfMicros(sqlName(), micros -> micros));
                case CONNECT ->
                    new ValueForm(
                            org.apache.kafka.connect.data.Timestamp.builder(),
                            new Decoding.OfMicros(sqlName(), TimeType::millis));
                case ISOSTRING ->
                    new ValueForm(
                            named(SchemaBuilder.string(), "IsoTimestamp"),
                            new Decoding.OfMicros(sqlName(), IsoText::instant));
            };
        }
    }

    /** TIMESTAMP with time zone; UNLOAD writes the instant and drops the zone, so it is told in UTC. */
    record TimestampTz() implements TimeType {
        @Override
        public String sqlName() {
            return "timestamp with time zone";
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.TIMESTAMPTZ);
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return switch (options.times()) {
                case ADAPTIVE, ISOSTRING ->
                    new ValueForm(
                            named(SchemaBuilder.string(), "ZonedTimestamp"),
                            new Decoding.OfMicros(sqlName(), IsoText::instant));
                case CONNECT, MICROSECONDS -> new Timestamp().form(options);
            };
        }
    }

    /** TIME without time zone. */
    record Time() implements TimeType {
        @Override
        public String sqlName() {
            return "time without time zone";
        }

        @Override
        public String selectExpression(String quotedColumn) {
            return quotedColumn + "::varchar";
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return switch (options.times()) {
                case ADAPTIVE, MICROSECONDS ->
                    new ValueForm(
                            named(SchemaBuilder.int64(), "MicroTime"),
                            new Decoding.OfText(sqlName(), ClockText::micros));
                case CONNECT ->
                    new ValueForm(
                            org.apache.kafka.connect.data.Time.builder(),
                            new Decoding.OfText(sqlName(), text -> millis(ClockText.micros(text))));
                case ISOSTRING ->
                    new ValueForm(
                            named(SchemaBuilder.string(), "IsoTime"),
                            new Decoding.OfText(sqlName(), text -> ClockText.iso(ClockText.micros(text)) + "Z"));
            };
        }
    }

    /** TIME with time zone: text in every mode, since no number could keep its offset. */
    record TimeTz() implements TimeType {
        @Override
        public String sqlName() {
            return "time with time zone";
        }

        @Override
        public String selectExpression(String quotedColumn) {
            return quotedColumn + "::varchar";
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return new ValueForm(
                    named(SchemaBuilder.string(), "ZonedTime"), new Decoding.OfText(sqlName(), ClockText::zoned));
        }
    }
}
