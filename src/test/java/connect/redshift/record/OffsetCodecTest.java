// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.table.Ordering;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class OffsetCodecTest {
    private static final Map<String, Object> READING = Map.of(
            "version", 1L,
            "state", "reading",
            "export", "e1",
            "ordering", "timestamp",
            "after", "2026-01-01 00:00:00.000001",
            "up_to", "2026-01-31 23:59:59.123456",
            "part", 3L,
            "rows", 40_000_000_000L);

    private static final Map<String, Object> FINISHED =
            Map.of("version", 1L, "state", "finished", "ordering", "number", "watermark", "42");

    @Test
    void readingIsWrittenFlat() {
        SourceOffset offset = new SourceOffset.Reading(
                "e1",
                new Window(
                        new Position.Behind(new Watermark(Ordering.TIMESTAMP, "2026-01-01 00:00:00.000001")),
                        new Watermark(Ordering.TIMESTAMP, "2026-01-31 23:59:59.123456")),
                3,
                40_000_000_000L);
        assertThat(offset.toMap()).isEqualTo(READING);
        assertThat(OffsetCodec.parse(READING)).isEqualTo(offset);
        assertThat(offset.exportInUse()).contains("e1");
    }

    @Test
    void finishedIsWrittenFlat() {
        SourceOffset offset = new SourceOffset.Finished(new Position.Behind(new Watermark(Ordering.NUMBER, "42")));
        assertThat(offset.toMap()).isEqualTo(FINISHED);
        assertThat(OffsetCodec.parse(FINISHED)).isEqualTo(offset);
        assertThat(offset.exportInUse()).isEmpty();
    }

    @Test
    void finishedMayKnowWhatRecordsLookedLike() {
        SourceOffset offset = new SourceOffset.Finished(
                new Position.Behind(new Watermark(Ordering.NUMBER, "42")), Optional.of("0123456789abcdef"));
        assertThat(offset.toMap()).isEqualTo(with(FINISHED, "fingerprint", "0123456789abcdef"));
        assertThat(OffsetCodec.parse(offset.toMap())).isEqualTo(offset).isNotEqualTo(OffsetCodec.parse(FINISHED));
    }

    @Test
    void theBeginningHasNoWatermark() {
        SourceOffset offset = new SourceOffset.Finished(new Position.Beginning());
        assertThat(offset.toMap()).isEqualTo(Map.of("version", 1L, "state", "finished"));
        assertThat(OffsetCodec.parse(offset.toMap())).isEqualTo(offset);
        SourceOffset first = new SourceOffset.Reading(
                "e1", new Window(new Position.Beginning(), new Watermark(Ordering.TEXT, "")), 0, 0);
        assertThat(OffsetCodec.parse(first.toMap())).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(Ordering.class)
    void everyOrderingComesBack(Ordering ordering) {
        String text =
                switch (ordering) {
                    case TIMESTAMP, TIMESTAMPTZ -> "0044-03-15 12:00:00.000001 BC";
                    case DATE -> "2026-01-31";
                    case NUMBER -> "-12345678901234567890123456789012345678";
                    case TEXT -> "it's \\ \u8a9e";
                };
        SourceOffset offset = new SourceOffset.Finished(new Position.Behind(new Watermark(ordering, text)));
        assertThat(OffsetCodec.parse(offset.toMap())).isEqualTo(offset);
    }

    @Test
    void integersOfAnyWidthAreNumbers() {
        assertThat(OffsetCodec.parse(with(READING, "part", 3))).isEqualTo(OffsetCodec.parse(READING));
        assertThat(OffsetCodec.parse(with(FINISHED, "version", 1))).isEqualTo(OffsetCodec.parse(FINISHED));
    }

    static Stream<Position> positions() {
        Position behind = new Position.Behind(new Watermark(Ordering.NUMBER, "7"));
        Position whole = new Position.WholeRead(Instant.parse("2026-01-31T23:59:59.123Z"));
        return Stream.of(behind, whole, new Position.NullsRead())
                .flatMap(position -> Stream.of(position, new Position.Ended(position)));
    }

    @ParameterizedTest
    @MethodSource("positions")
    void everyPositionComesBack(Position position) {
        SourceOffset finished = new SourceOffset.Finished(position);
        assertThat(OffsetCodec.parse(finished.toMap())).isEqualTo(finished);
        SourceOffset reading =
                new SourceOffset.Reading("e1", new Window(new Position.Beginning(), position), 3, 1L << 40);
        assertThat(OffsetCodec.parse(reading.toMap())).isEqualTo(reading);
    }

    @Test
    void anEndAtTheBeginningComesBack() {
        SourceOffset ended = new SourceOffset.Finished(new Position.Ended(new Position.Beginning()));
        assertThat(OffsetCodec.parse(ended.toMap())).isEqualTo(ended);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                wrong(Map.of(), "Offset key \"version\" is missing; expected a whole number from 0"),
                wrong(
                        with(FINISHED, "version", 2L),
                        "Offset key \"version\" is \"2\"; expected 1; offsets of newer versions cannot be read by this one"),
                wrong(
                        with(FINISHED, "version", "1"),
                        "Offset key \"version\" is \"1\"; expected a whole number from 0"),
                wrong(
                        with(FINISHED, "state", "done"),
                        "Offset key \"state\" is \"done\"; expected \"reading\" or \"finished\""),
                wrong(without(FINISHED, "state"), "Offset key \"state\" is missing; expected a text"),
                wrong(without(FINISHED, "ordering"), "Offset key \"ordering\" is missing; expected a text"),
                wrong(
                        with(FINISHED, "ordering", "NUMBER"),
                        "Offset key \"ordering\" is \"NUMBER\"; expected one of [timestamp, timestamptz, date, number, text]"),
                wrong(with(FINISHED, "watermark", 42L), "Offset key \"watermark\" is \"42\"; expected a text"),
                wrong(
                        with(FINISHED, "watermark", "tomorrow"),
                        "Offset key \"watermark\": watermark \"tomorrow\" is not a number such as 42 or 0.5"),
                // Taken for a missing watermark, this would read the whole table again.
                wrong(
                        with(without(FINISHED, "watermark"), "watermrk", "42"),
                        "Offset key \"watermrk\" is unknown; a \"finished\" offset has [version, state, ordering, watermark,"
                                + " kind, read_at, ended, fingerprint, generation, shard.column, earlier, query_hash]"),
                wrong(
                        with(READING, "watermark", "42"),
                        "Offset key \"watermark\" is unknown; a \"reading\" offset has"
                                + " [version, state, export, ordering, after, up_to, kind, read_at, ended, part, rows,"
                                + " generation, shard.column, earlier, query_hash]"),
                wrong(
                        with(FINISHED, "kind", "some"),
                        "Offset key \"kind\" is \"some\"; expected \"nulls\" or \"whole\", or no such key"),
                wrong(with(FINISHED, "kind", "whole"), "Offset key \"read_at\" is missing; expected a text"),
                wrong(
                        with(with(FINISHED, "kind", "whole"), "read_at", "today"),
                        "Offset key \"read_at\" is \"today\"; expected an instant such as 2026-01-31T23:59:59.123Z"),
                wrong(
                        with(FINISHED, "ended", "false"),
                        "Offset key \"ended\" is \"false\"; expected \"true\", or no such key"),
                wrong(
                        with(FINISHED, "fingerprint", "0123456789ABCDEF"),
                        "Offset key \"fingerprint\" is \"0123456789ABCDEF\"; expected 16 hexadecimal digits, as the"
                                + " connector wrote them, or no such key"),
                wrong(with(FINISHED, "fingerprint", 1L), "Offset key \"fingerprint\" is \"1\"; expected a text"),
                wrong(without(READING, "export"), "Offset key \"export\" is missing; expected a text"),
                wrong(with(READING, "export", ""), "Offset key \"export\" is \"\"; expected a text"),
                wrong(without(READING, "up_to"), "Offset key \"up_to\" is missing; expected a text"),
                wrong(
                        with(READING, "after", "42"),
                        "Offset key \"after\": watermark \"42\" is not a timestamp such as 2026-01-31 23:59:59.123456"),
                wrong(with(READING, "part", -1L), "Offset key \"part\" is \"-1\"; expected a whole number from 0"),
                wrong(
                        with(READING, "part", 1L << 31),
                        "Offset key \"part\" is \"2147483648\"; expected the index of a part"),
                wrong(with(READING, "rows", 1.5), "Offset key \"rows\" is \"1.5\"; expected a whole number from 0"),
                wrong(with(READING, "rows", 1.5f), "Offset key \"rows\" is \"1.5\"; expected a whole number from 0"),
                wrong(without(READING, "rows"), "Offset key \"rows\" is missing; expected a whole number from 0"));
    }

    private static Arguments wrong(Map<String, Object> map, String message) {
        return Arguments.of(map, message);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedMapsSayWhatIsWrong(Map<String, Object> map, String message) {
        assertThatThrownBy(() -> OffsetCodec.parse(map))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
        Map<String, Object> changed = new HashMap<>(map);
        changed.put(key, value);
        return changed;
    }

    private static Map<String, Object> without(Map<String, Object> map, String key) {
        Map<String, Object> changed = new HashMap<>(map);
        changed.remove(key);
        return changed;
    }
}
