// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.table.BadRow;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnTypeName;
import connect.redshift.table.KeyRules;
import connect.redshift.table.Ordering;
import connect.redshift.table.RecordLayout;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.TableId;
import connect.redshift.table.TableRules;
import connect.redshift.table.TypeOptions;
import connect.redshift.table.TypeOptions.Binaries;
import connect.redshift.table.TypeOptions.Decimals;
import connect.redshift.table.TypeOptions.Times;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.junit.jupiter.api.Test;

final class BadRowsTest {
    private static final TableId ORDERS = new TableId("sales", "orders");
    private static final SourcePartition PARTITION = new SourcePartition("dev", ORDERS, "at");
    private static final SourceOffset BEHIND = new SourceOffset.Finished(new Position.Beginning());
    private static final String FILE = "s3://staging/shop/sales.orders/e1/parts/0003_part_00.parquet";
    private static final SourceHeaders.Origin ORIGIN = new SourceHeaders.Origin(
            "e1",
            new Window(new Position.Beginning(), new Watermark(Ordering.NUMBER, "10")),
            Optional.of(Instant.ofEpochMilli(1_772_366_400_123L)));
    private static final BadRows.Policy TO_TOPIC = new BadRows.ToTopic(new DeadLetters(
            "bad-rows", PARTITION, new SourceHeaders("1.2.3", PARTITION), "shop", "warehouse.sales.orders"));

    private static RecordLayout layout(TypeOptions options, String... columns) {
        List<Column> list = Arrays.stream(columns)
                .map(column -> column.split(":", 2))
                .map(named ->
                        new Column(named[0], ColumnTypeName.parse(named[1]).orElseThrow(), true))
                .toList();
        TableRules rules = new TableRules(new SchemaNames("t.Value", "t.Key"), new KeyRules(List.of()));
        return RecordLayout.of(
                new TableRules(rules.names(), rules.keys(), rules.columns(), rules.filter(), options), list, List.of());
    }

    private static SourceRecord letter(BadRow row) {
        return new BadRows(TO_TOPIC, 0)
                .of(ORIGIN, layout(TypeOptions.DEFAULT, "id:bigint"))
                .instead(row, 3, FILE, BEHIND)
                .orElseThrow();
    }

    private static BadRow bad(Struct readable) {
        return new BadRow(12, "price", "100.00 does not fit a numeric(4,2)", Map.of("price", "100.00"), readable);
    }

    @Test
    void failingNamesTheRowAndTheWaysOut() {
        RecordLayout layout = layout(TypeOptions.DEFAULT, "id:bigint", "price:numeric(4,2)");
        assertThatThrownBy(() -> BadRows.failing(ORDERS)
                        .of(ORIGIN, layout)
                        .instead(bad(new Struct(layout.value().schema())), 3, FILE, BEHIND))
                .isInstanceOf(BadRowException.class)
                .hasMessage("Table \"sales.orders\" has a bad row in export e1: row 12 of " + FILE
                        + ", column \"price\": 100.00 does"
                        + " not fit a numeric(4,2). errors.row.mode=fail stops the table there; set it to \"topic\" or"
                        + " \"skip\" to go on behind such rows. column.exclude.list leaves the column out of exports to"
                        + " come.");
    }

    @Test
    void nothingIsMeasuredWithoutALimit() {
        RecordLayout layout = layout(TypeOptions.DEFAULT, "doc:super");
        Struct row = new Struct(layout.value().schema()).put("doc", "x".repeat(100_000));
        assertThat(new BadRows(TO_TOPIC, 0).of(ORIGIN, layout).tooLong(row, 0)).isEmpty();
        assertThat(new BadRows(TO_TOPIC, 99_999).of(ORIGIN, layout).tooLong(row, 0))
                .isPresent();
    }

    @Test
    void letterSaysWhichRowAndWhatOfItCanBeRead() {
        RecordLayout layout =
                layout(TypeOptions.DEFAULT, "id:bigint", "note:super", "price:numeric(4,2)", "more:super");
        Struct readable = new Struct(layout.value().schema()).put("id", 7L).put("note", "{}");
        SourceRecord letter = letter(bad(readable));
        assertThat(letter.topic()).isEqualTo("bad-rows");
        assertThat(letter.kafkaPartition()).isNull();
        assertThat(letter.key()).isNull();
        assertThat(letter.keySchema()).isNull();
        assertThat(letter.sourcePartition()).isEqualTo(PARTITION.toMap());
        assertThat(letter.sourceOffset()).isEqualTo(BEHIND.toMap());
        Struct value = (Struct) letter.value();
        value.validate();
        assertThat(value.schema().name()).isEqualTo("connect.redshift.deadletter.Value");
        Map<String, Object> fields = new HashMap<>();
        value.schema().fields().forEach(field -> fields.put(field.name(), value.get(field)));
        assertThat(fields)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "database", "dev",
                        "schema", "sales",
                        "table", "orders",
                        "export", "e1",
                        "part", 3,
                        "row", 12L,
                        "file", FILE,
                        "column", "price",
                        "error", "100.00 does not fit a numeric(4,2)",
                        "values", Map.of("id", "7", "note", "{}", "price", "100.00")));
    }

    @Test
    void headersAreThoseOfTheRowAndOfConnectsOwnDeadLetters() {
        SourceRecord letter = letter(
                bad(new Struct(layout(TypeOptions.DEFAULT, "id:bigint").value().schema())));
        Map<String, String> headers = new HashMap<>();
        for (Header header : letter.headers()) {
            byte[] sent = new SimpleHeaderConverter()
                    .fromConnectHeader("bad-rows", header.key(), header.schema(), header.value());
            headers.put(header.key(), new String(sent, StandardCharsets.UTF_8));
        }
        assertThat(headers)
                .containsOnly(
                        Map.entry("__version", "1.2.3"),
                        Map.entry("__db", "dev"),
                        Map.entry("__schema", "sales"),
                        Map.entry("__table", "orders"),
                        Map.entry("__window_up_to", "10"),
                        Map.entry("__export", "e1"),
                        Map.entry("__unload_ts_ms", "1772366400123"),
                        Map.entry("__part", "3"),
                        Map.entry("__row", "12"),
                        Map.entry("__connect.errors.topic", "warehouse.sales.orders"),
                        Map.entry("__connect.errors.connector.name", "shop"),
                        Map.entry("__connect.errors.exception.message", "100.00 does not fit a numeric(4,2)"),
                        Map.entry("__connect.errors.redshift.file", FILE),
                        Map.entry("__connect.errors.redshift.column", "price"));
    }

    @Test
    void valuesAreTextForPeople() {
        RecordLayout layout = layout(
                new TypeOptions(Decimals.PRECISE, Times.CONNECT, Binaries.BYTES, false, false),
                "b:binary varying(9)",
                "g:geometry",
                "p:numeric(38,3)",
                "t:timestamp without time zone",
                "f:boolean",
                "n:integer",
                "long:super");
        Struct row = new Struct(layout.value().schema())
                .put("b", new byte[] {1, (byte) 0xff})
                .put("g", layout.value().decoders().get(1).fromText("01010000"))
                .put("p", new BigDecimal("1E+3").setScale(3))
                .put("t", Date.from(Instant.ofEpochMilli(1)))
                .put("f", true)
                .put("long", "x".repeat(1_001));
        Map<String, String> values =
                ((Struct) letter(new BadRow(0, "c", "is bad", Map.of(), row)).value()).getMap("values");
        assertThat(values)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "b", "0x01ff",
                        "g", "wkb=0x01010000",
                        "p", "1000.000",
                        "t", "1970-01-01T00:00:00.001Z",
                        "f", "true",
                        "long", "x".repeat(1_000) + "… (1001 characters)"));
    }

    /** The widest table there can be, full of what JSON writes with six characters each. */
    @Test
    void letterIsNeverTooLongForKafkaAndSurvivesAConverter() {
        List<String> columns = new ArrayList<>();
        for (int index = 0; index < 1_600; index++) {
            columns.add("%04d%s:super".formatted(index, "n".repeat(123)));
        }
        RecordLayout layout = layout(TypeOptions.DEFAULT, columns.toArray(String[]::new));
        Struct row = new Struct(layout.value().schema());
        layout.value().schema().fields().forEach(field -> row.put(field, "\u0001".repeat(1_000)));
        String last = layout.value().schema().fields().get(1_599).name();
        row.put(last, null);
        Map<String, String> unreadable = Map.of(last, "0xff");
        SourceRecord letter = letter(new BadRow(0, "c", "\u0001".repeat(5_000), unreadable, row));
        try (JsonConverter json = new JsonConverter()) {
            json.configure(Map.of("schemas.enable", "true"), false);
            byte[] sent = json.fromConnectData("bad-rows", letter.valueSchema(), letter.value());
            assertThat(sent.length).isLessThan(1_000_000);
            SchemaAndValue read = json.toConnectData("bad-rows", sent);
            Map<String, String> values = ((Struct) read.value()).getMap("values");
            assertThat(values).hasSizeGreaterThan(40).containsAllEntriesOf(unreadable);
        }
    }
}
