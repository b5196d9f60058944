// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.TypeOptions.Binaries;
import connect.redshift.table.TypeOptions.Decimals;
import connect.redshift.table.TypeOptions.Times;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each type is called, how it is selected, and its schema in every mode. */
final class TypeSchemasTest {
    private static TypeOptions with(Decimals mode) {
        return new TypeOptions(mode, Times.ADAPTIVE, Binaries.BYTES, false, false);
    }

    private static TypeOptions with(Times mode) {
        return new TypeOptions(Decimals.PRECISE, mode, Binaries.BYTES, false, false);
    }

    private static TypeOptions with(Binaries mode) {
        return new TypeOptions(Decimals.PRECISE, Times.ADAPTIVE, mode, false, false);
    }

    private static RowLayout layout(String type, TypeOptions options) {
        ColumnType parsed = ColumnTypeName.parse(type).orElseThrow();
        return RowLayout.of("row", List.of(new Column("c", parsed, true)), options);
    }

    private static Schema schema(String type, TypeOptions options) {
        return layout(type, options).schema().field("c").schema();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            time                           | time without time zone | "c"::varchar
            time without time zone         | time without time zone | "c"::varchar
            timetz                         | time with time zone    | "c"::varchar
            time with time zone            | time with time zone    | "c"::varchar
            interval year to month         | interval year to month | "c"
            intervaly2m                    | interval year to month | "c"
            interval day to second         | interval day to second | "c"
            INTERVAL DAY TO SECOND (6)     | interval day to second | "c"
            interval hour to minute        | interval day to second | "c"
            intervald2s                    | interval day to second | "c"
            super                          | super                  | "c"
            varbyte                        | binary varying(64000)  | TO_HEX("c")
            varbyte(100)                   | binary varying(100)    | TO_HEX("c")
            varbinary(100)                 | binary varying(100)    | TO_HEX("c")
            binary varying(1024000)        | binary varying(1024000) | TO_HEX("c")
            geometry                       | geometry               | ST_AsHexEWKB("c")
            geography                      | geography              | ST_AsHexEWKB("c")
            unsupported array<struct<a:b>> | unsupported array<struct<a:b>> | NULL::varchar
            """)
    void typesThatNeedACastAreSelectedWithIt(String catalogName, String ours, String expression) {
        ColumnType type = ColumnTypeName.parse(catalogName).orElseThrow();
        assertThat(type.sqlName()).isEqualTo(ours);
        assertThat(ColumnTypeName.parse(ours)).contains(type);
        assertThat(type.selectExpression("\"c\"")).isEqualTo(expression);
        assertThat(type.ordering()).isEmpty();
    }

    private static Arguments form(String type, TypeOptions options, Schema.Type schema, String name) {
        return Arguments.of(type, options, schema, name);
    }

    static Stream<Arguments> schemas() {
        String connect = "org.apache.kafka.connect.data.";
        String debezium = "io.debezium.time.";
        return Stream.of(
                form("numeric(9,2)", with(Decimals.PRECISE), Schema.Type.BYTES, connect + "Decimal"),
                form("numeric(9,2)", with(Decimals.STRING), Schema.Type.STRING, null),
                form("numeric(9,2)", with(Decimals.DOUBLE), Schema.Type.FLOAT64, null),
                form("date", with(Times.ADAPTIVE), Schema.Type.INT32, debezium + "Date"),
                form("date", with(Times.CONNECT), Schema.Type.INT32, connect + "Date"),
                form("date", with(Times.MICROSECONDS), Schema.Type.INT32, debezium + "Date"),
                form("date", with(Times.ISOSTRING), Schema.Type.STRING, debezium + "IsoDate"),
                form("timestamp", with(Times.ADAPTIVE), Schema.Type.INT64, debezium + "MicroTimestamp"),
                form("timestamp", with(Times.CONNECT), Schema.Type.INT64, connect + "Timestamp"),
                form("timestamp", with(Times.MICROSECONDS), Schema.Type.INT64, debezium + "MicroTimestamp"),
                form("timestamp", with(Times.ISOSTRING), Schema.Type.STRING, debezium + "IsoTimestamp"),
                form("timestamptz", with(Times.ADAPTIVE), Schema.Type.STRING, debezium + "ZonedTimestamp"),
                form("timestamptz", with(Times.CONNECT), Schema.Type.INT64, connect + "Timestamp"),
                form("timestamptz", with(Times.MICROSECONDS), Schema.Type.INT64, debezium + "MicroTimestamp"),
                form("timestamptz", with(Times.ISOSTRING), Schema.Type.STRING, debezium + "ZonedTimestamp"),
                form("time", with(Times.ADAPTIVE), Schema.Type.INT64, debezium + "MicroTime"),
                form("time", with(Times.CONNECT), Schema.Type.INT32, connect + "Time"),
                form("time", with(Times.MICROSECONDS), Schema.Type.INT64, debezium + "MicroTime"),
                form("time", with(Times.ISOSTRING), Schema.Type.STRING, debezium + "IsoTime"),
                form("timetz", with(Times.ADAPTIVE), Schema.Type.STRING, debezium + "ZonedTime"),
                form("timetz", with(Times.CONNECT), Schema.Type.STRING, debezium + "ZonedTime"),
                form("varbyte", with(Binaries.BYTES), Schema.Type.BYTES, null),
                form("varbyte", with(Binaries.BASE64), Schema.Type.STRING, null),
                form("varbyte", with(Binaries.HEX), Schema.Type.STRING, null),
                form("super", TypeOptions.DEFAULT, Schema.Type.STRING, "io.debezium.data.Json"),
                form("intervaly2m", TypeOptions.DEFAULT, Schema.Type.STRING, "connect.redshift.IntervalYearToMonth"),
                form("intervald2s", TypeOptions.DEFAULT, Schema.Type.STRING, "connect.redshift.IntervalDayToSecond"),
                form("geometry", TypeOptions.DEFAULT, Schema.Type.STRUCT, "io.debezium.data.geometry.Geometry"),
                form("geography", TypeOptions.DEFAULT, Schema.Type.STRUCT, "io.debezium.data.geometry.Geography"),
                form("unsupported hllsketch", TypeOptions.DEFAULT, Schema.Type.STRING, null));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void eachModeHasASchemaThatSinksKnow(String type, TypeOptions options, Schema.Type expected, String name) {
        Schema schema = schema(type, options);
        assertThat(schema.type()).isEqualTo(expected);
        assertThat(schema.name()).isEqualTo(name);
        assertThat(schema.isOptional()).isTrue();
    }

    @Test
    void superCanBringNullWhateverTheCatalogSays() {
        assertThat(new Column("c", new TextType.Super(), false).nullable()).isTrue();
        assertThat(new Column("c", new TimeType.Time(), false).nullable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'numeric(18,2)', NUMERIC, 18, 2",
        "character(3), CHARACTER, 3,",
        "varbyte(5), BINARY VARYING, 5,",
        "timestamptz, TIMESTAMP WITH TIME ZONE,,",
        "geometry, GEOMETRY,,",
    })
    void schemasSayTheSourceTypeWhenAsked(String type, String name, String length, String scale) {
        TypeOptions options = new TypeOptions(Decimals.STRING, Times.CONNECT, Binaries.HEX, false, true);
        Map<String, String> parameters = schema(type, options).parameters();
        assertThat(parameters.get("__debezium.source.column.type")).isEqualTo(name);
        assertThat(parameters.get("__debezium.source.column.length")).isEqualTo(length);
        assertThat(parameters.get("__debezium.source.column.scale")).isEqualTo(scale);
        assertThat(schema(type, with(Decimals.STRING)).parameters()).isNull();
    }
}
