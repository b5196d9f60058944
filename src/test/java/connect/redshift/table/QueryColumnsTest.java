// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.statement.ResultColumn;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueryColumnsTest {
    private static final TableId RECENT = TableId.ofQuery("recent");

    private static List<Column> columns(String... labels) {
        return QueryColumns.of(
                RECENT,
                Stream.of(labels)
                        .map(label -> new ResultColumn(label, "int4", 10, 0))
                        .toList());
    }

    /** As Redshift's metadata has them (AWS's JDBC driver and the Data API's guide), and as a size that is none. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            int2        | 5          | 0   | smallint
            int4        | 10         | 0   | integer
            int8        | 19         | 0   | bigint
            numeric     | 12         | 2   | numeric(12,2)
            numeric     | 38         | 37  | numeric(38,37)
            numeric     | 0          | 0   | unsupported numeric without a precision
            float4      | 8          | 8   | real
            float8      | 17         | 17  | double precision
            bool        | 1          | 0   | boolean
            BOOL        | 1          | 0   | boolean
            bpchar      | 8          | 0   | character(8)
            bpchar      | 0          | 0   | character(4096)
            varchar     | 40         | 0   | character varying(40)
            varchar     | 2147483647 | 0   | character varying(65535)
            text        | 2147483647 | 0   | character varying(65535)
            date        | 13         | 0   | date
            timestamp   | 29         | 6   | timestamp without time zone
            timestamptz | 35         | 6   | timestamp with time zone
            time        | 15         | 6   | time without time zone
            timetz      | 21         | 6   | time with time zone
            intervaly2m | 32         | 0   | interval year to month
            intervald2s | 64         | 6   | interval day to second
            super       | 0          | 0   | super
            varbyte     | 20         | 0   | binary varying(20)
            varbyte     | 0          | 0   | binary varying(64000)
            geometry    | 0          | 0   | geometry
            geography   | 0          | 0   | geography
            hllsketch   | 0          | 0   | unsupported hllsketch
            oid         | 10         | 0   | unsupported oid
            """)
    void typesAreTheCatalogsAndEveryColumnMayBeNull(String type, int precision, int scale, String expected) {
        Column column = QueryColumns.of(RECENT, List.of(new ResultColumn("a b", type, precision, scale)))
                .get(0);
        assertThat(column.name()).isEqualTo("a b");
        assertThat(column.type().sqlName()).isEqualTo(expected);
        assertThat(column.nullable()).isTrue();
    }

    @Test
    void columnsOfTheSameNameAreNamedTogether() {
        assertThatThrownBy(() -> columns("id", "at", "id", "Id", "at", "name", "id"))
                .isInstanceOfSatisfying(CatalogException.class, refused -> assertThat(refused.setting())
                        .contains("query.recent.sql"))
                .hasMessage(
                        "Query \"recent\" has several columns of the same name: id (3), at (2). Give each one a name of"
                                + " its own with AS (query.recent.sql).");
        assertThat(columns("id", "Id")).hasSize(2);
    }

    @Test
    void columnsWithoutANameAreCounted() {
        assertThatThrownBy(() -> columns("id", "?column?", "at", "?column?"))
                .isInstanceOf(CatalogException.class)
                .hasMessage(
                        "Query \"recent\" has columns without a name, at [2, 4] of 4. Give each one a name with AS (query.recent.sql).");
    }
}
