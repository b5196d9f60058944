// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.BadRow;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnDecoder;
import connect.redshift.table.ColumnTypeName;
import connect.redshift.table.KeyRules;
import connect.redshift.table.RecordLayout;
import connect.redshift.table.RowLayout;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.TableRules;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RecordLimitTest {
    private static RecordLayout layout(List<String> key, String... types) {
        List<Column> columns = IntStream.range(0, types.length)
                .mapToObj(index -> new Column(
                        "c" + index, ColumnTypeName.parse(types[index]).orElseThrow(), true))
                .toList();
        return RecordLayout.of(
                new TableRules(new SchemaNames("t.Value", "t.Key"), new KeyRules(List.of())), columns, key);
    }

    private static Struct row(RecordLayout layout, Object... values) {
        Struct row = new Struct(layout.value().schema());
        for (int index = 0; index < values.length; index++) {
            row.put("c" + index, values[index]);
        }
        return row;
    }

    private static Arguments value(String type, Function<ColumnDecoder, Object> staged, long bytes) {
        return Arguments.of(type, staged, bytes);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                value("boolean", decoder -> decoder.fromBoolean(true), 1),
                value("smallint", decoder -> decoder.fromLong(1), 2),
                value("integer", decoder -> decoder.fromLong(1), 4),
                value("bigint", decoder -> decoder.fromLong(1), 8),
                value("real", decoder -> decoder.fromFloat(1), 4),
                value("double precision", decoder -> decoder.fromDouble(1), 8),
                value("numeric(38,2)", decoder -> decoder.fromDecimal(BigInteger.TEN.pow(37), 2), 16),
                value("timestamp without time zone", decoder -> decoder.fromEpochMicros(1), 8),
                value("character varying(9)", decoder -> decoder.fromText(""), 0),
                value("character varying(9)", decoder -> decoder.fromText("abc"), 3),
                value("character varying(9)", decoder -> decoder.fromText("äé€"), 7),
                value("character varying(9)", decoder -> decoder.fromText("𝄞a"), 5),
                value("super", decoder -> decoder.fromText("{\"a\":1}"), 7),
                value("binary varying(9)", decoder -> decoder.fromText("0102ff"), 3),
                // POINT(1 2) with an SRID: 25 bytes, and four for the SRID itself.
                value(
                        "geometry",
                        decoder -> decoder.fromText("0101000020E6100000000000000000F03F0000000000000040"),
                        29));
    }

    @ParameterizedTest
    @MethodSource("values")
    void recordIsTooLongFromTheNextByteOn(String type, Function<ColumnDecoder, Object> staged, long bytes) {
        RecordLayout layout = layout(List.of(), type, "bigint");
        RowLayout value = layout.value();
        Struct row = row(layout, staged.apply(value.decoders().get(0)), 1L);
        assertThat(new RecordLimit(bytes + 8, layout).exceeded(row, 0)).isEmpty();
        assertThat(new RecordLimit(bytes + 7, layout).exceeded(row, 0)).isPresent();
    }

    @Test
    void nullHasNoLength() {
        RecordLayout layout = layout(List.of(), "super", "bigint");
        assertThat(new RecordLimit(8, layout).exceeded(row(layout, null, 1L), 0))
                .isEmpty();
    }

    @Test
    void whatIsInTheKeyCountsTwice() {
        RecordLayout layout = layout(List.of("c1"), "bigint", "character varying(9)");
        Struct row = row(layout, 1L, "abcd");
        assertThat(new RecordLimit(16, layout).exceeded(row, 0)).isEmpty();
        assertThat(new RecordLimit(15, layout).exceeded(row, 0)).isPresent();
    }

    @Test
    void longestColumnIsToBlame() {
        RecordLayout layout = layout(List.of(), "bigint", "super", "super");
        Struct row = row(layout, 1L, "short", "longer");
        assertThat(new RecordLimit(18, layout).exceeded(row, 77)).hasValueSatisfying(bad -> {
            assertThat(bad.index()).isEqualTo(77);
            assertThat(bad.column()).isEqualTo("c2");
            assertThat(bad.cause())
                    .isEqualTo("has 6 of the about 19 bytes of its row's record, more than max.record.bytes=18");
            assertThat(bad.unreadable()).isEmpty();
            assertThat(bad.readable()).isSameAs(row);
        });
    }

    @Test
    void rowsOfFixedWidthAreMeasuredToo() {
        RecordLayout layout = layout(List.of(), "bigint");
        assertThat(new RecordLimit(7, layout).exceeded(row(layout, 1L), 0))
                .map(BadRow::column)
                .contains("c0");
    }
}
