// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.Column;
import connect.redshift.table.ColumnTypeName;
import connect.redshift.table.KeyRules;
import connect.redshift.table.RecordLayout;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.TableRules;
import connect.redshift.testing.AvroRows;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who reads whose records, and that Avro's own decoder agrees. */
final class AvroReadersTest {
    private static RecordLayout layout(String columns, List<String> key) {
        List<Column> parsed = Arrays.stream(columns.split(";", -1))
                .map(String::strip)
                .map(AvroReadersTest::column)
                .toList();
        return RecordLayout.of(new TableRules(new SchemaNames("V", "K"), KeyRules.parse("")), parsed, key);
    }

    private static Column column(String definition) {
        boolean required = definition.endsWith(" not null");
        String[] words = definition.replace(" not null", "").split(" ", 2);
        return new Column(words[0], ColumnTypeName.parse(words[1]).orElseThrow(), !required);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # before                           | now                          | old readers | new readers
            id bigint                          | id bigint; n integer         | true  | true
            id bigint                          | id bigint; n integer not null| true  | false
            id bigint; n integer               | id bigint                    | true  | true
            id bigint; n integer not null      | id bigint                    | false | true
            # A renamed column is one dropped and one added.
            id bigint; n integer               | id bigint; m integer         | true  | true
            id bigint; n integer not null      | id bigint; m integer not null| false | false
            id bigint; n integer               | n integer; id bigint         | true  | true
            n integer                          | n integer not null           | true  | false
            n integer not null                 | n integer                    | false | true
            n integer                          | n bigint                     | false | true
            n bigint                           | n integer                    | true  | false
            n smallint                         | n integer                    | true  | true
            n integer                          | n real                       | false | true
            n real                             | n double precision           | false | true
            n bigint                           | n numeric(18,0)              | false | false
            t varchar(20)                      | t varchar(50)                | true  | true
            t varchar(20)                      | t integer                    | false | false
            t varchar(20)                      | t super                      | true  | true
            # By Avro's rules bytes are text in UTF-8.
            t varchar(20)                      | t varbyte(20)                | true  | true
            t varchar(20)                      | t numeric(9,2)               | false | false
            p numeric(10,2)                    | p numeric(18,2)              | false | true
            p numeric(18,2)                    | p numeric(10,2)              | true  | false
            p numeric(10,2)                    | p numeric(10,3)              | false | false
            # The same integers with another meaning.
            d date                             | d integer                    | false | false
            d timestamp                        | d bigint                     | false | false
            d timestamp                        | d time                       | false | false
            g geometry                         | g geography                  | false | false
            # Odd names are compared like others.
            größe integer                      | größe bigint                 | false | true
            """)
    void readersAreToldApart(String before, String now, boolean oldReaders, boolean newReaders) {
        AvroForm old = AvroForm.of(layout(before, List.of()));
        AvroForm recent = AvroForm.of(layout(now, List.of()));
        assertThat(old.reads(recent)).as("readers of the old schema").isEqualTo(oldReaders);
        assertThat(recent.reads(old)).as("readers of the new schema").isEqualTo(newReaders);
        assertThat(old.reads(old) && recent.reads(recent)).isTrue();
    }

    @Test
    void keysAreReadToo() {
        String columns = "id bigint not null; line integer not null";
        AvroForm none = AvroForm.of(layout(columns, List.of()));
        AvroForm id = AvroForm.of(layout(columns, List.of("id")));
        AvroForm both = AvroForm.of(layout(columns, List.of("id", "line")));
        assertThat(id.reads(both)).isTrue();
        assertThat(both.reads(id)).isFalse();
        assertThat(none.reads(id)).isFalse();
        assertThat(id.reads(none)).isFalse();
    }

    /** What is said to be readable is read by Avro's resolving decoder, and the number stays the number. */
    @Test
    void avrosDecoderAgrees() throws IOException {
        List<String> types =
                List.of("smallint", "integer", "bigint", "real", "double precision", "numeric(9,2)", "numeric(18,2)");
        int read = 0;
        for (String reader : types) {
            for (String writer : types) {
                for (String nulls : List.of("", " not null")) {
                    Schema field = schema("c " + reader);
                    if (!AvroForm.reads(field, schema("c " + writer + nulls))) {
                        continue;
                    }
                    read++;
                    assertThat(decoded("c " + reader, "c " + writer + nulls))
                            .as("%s read as %s", writer, reader)
                            .isEqualByComparingTo(new BigDecimal("42"));
                }
            }
        }
        // 2 + 2 + 3 + 4 + 5 + 1 + 2 pairs, each with and without nulls.
        assertThat(read).isEqualTo(38);
    }

    private static Schema schema(String column) {
        return layout(column, List.of()).value().schema().field("c").schema();
    }

    private static BigDecimal decoded(String reader, String writer) throws IOException {
        RecordLayout layout = layout(writer, List.of());
        Field field = layout.value().schema().field("c");
        Object value =
                switch (field.schema().type()) {
                    case INT16 -> (short) 42;
                    case INT32 -> 42;
                    case INT64 -> 42L;
                    case FLOAT32 -> 42f;
                    case FLOAT64 -> 42d;
                    default -> new BigDecimal("42.00");
                };
        AvroRows written = new AvroRows(AvroForm.of(layout).value());
        byte[] bytes =
                written.encode(List.of(written.of(new Struct(layout.value().schema()).put(field, value))));
        GenericRecord row =
                new AvroRows(AvroForm.of(layout(reader, List.of())).value()).decode(bytes, written.schema());
        return new BigDecimal(row.get("c").toString());
    }

    /** A reader without a column has null for it, and one with a default fills it in. */
    @Test
    void avrosDecoderFillsInWhatIsNotThere() throws IOException {
        RecordLayout before = layout("id bigint; gone varchar(20)", List.of());
        RecordLayout now = layout("id bigint; come integer", List.of());
        for (List<RecordLayout> pair : List.of(List.of(before, now), List.of(now, before))) {
            AvroRows written = new AvroRows(AvroForm.of(pair.get(0)).value());
            byte[] bytes = written.encode(
                    List.of(written.of(new Struct(pair.get(0).value().schema()).put("id", 7L))));
            GenericRecord row = new AvroRows(AvroForm.of(pair.get(1)).value()).decode(bytes, written.schema());
            assertThat(row.get("id")).isEqualTo(7L);
            assertThat(Stream.of("gone", "come")
                            .filter(row::hasField)
                            .map(row::get)
                            .map(Optional::ofNullable))
                    .containsExactly(Optional.empty());
        }
    }
}
