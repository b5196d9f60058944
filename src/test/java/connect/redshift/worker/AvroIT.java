// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows as Avro: schemas in a real registry, records read back by Avro itself. */
final class AvroIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SUBJECT = "avro.a.orders-value";

    private static Stack stack;
    private static SchemaRegistry registry;
    private static ConnectWorker worker;

    @BeforeAll
    static void stream() {
        stack = Stack.start();
        stack.redshift().execute("CREATE SCHEMA a");
        stack.redshift()
                .execute(
                        """
                        CREATE TABLE a.orders (
                            id INTEGER NOT NULL, pieces SMALLINT, cents BIGINT, price DECIMAL(18,2), weight REAL,
                            volume DOUBLE PRECISION, paid BOOLEAN, code CHAR(4), note VARCHAR(40), day DATE,
                            changed TIMESTAMP, sent TIMESTAMPTZ)
                        """);
        stack.redshift()
                .execute(
                        """
                        INSERT INTO a.orders VALUES
                        (1, -32768, 9223372036854775807, -1234567890123456.78, 0.5, 1e-300, true, 'ab', '𝄞', '2026-01-31',
                            '2026-01-31 23:59:59.999999', '2026-01-31 23:59:59.999999-03'),
                        (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
                        """);
        registry = SharedRegistry.registry();
        worker = ConnectWorker.start(
                SharedBroker.broker(),
                WorkerSettings.group("avro").withAvro().options("-Duser.timezone=America/Sao_Paulo"));
        Map<String, String> settings = settings("orders", registry.converters());
        settings.put("heartbeat.interval.ms", "1000");
        worker.rest().putConfig("orders", settings);
    }

    @AfterAll
    static void close() {
        Leftovers.close(worker, stack);
    }

    @Test
    void recordsHoldWhatWasInserted() {
        List<AvroRecord> records = records("avro.a.orders", 2);

        assertThat(records.get(0).key()).isEmpty();
        assertThat(records.get(0).values())
                .containsExactlyEntriesOf(row(
                        1,
                        -32_768,
                        Long.MAX_VALUE,
                        new BigDecimal("-1234567890123456.78"),
                        0.5f,
                        1e-300,
                        true,
                        "ab  ",
                        "𝄞",
                        20_484,
                        1_769_903_999_999_999L,
                        "2026-02-01T02:59:59.999999Z"));
        assertThat(records.get(1).values())
                .containsExactlyEntriesOf(row(2, null, null, null, null, null, null, null, null, null, null, null));
    }

    @Test
    void registeredSchemaHasNamesNullDefaultsAndLogicalTypes() throws IOException {
        records("avro.a.orders", 2);

        assertThat(json(registry.schema(SUBJECT, 1))).isEqualTo(json(resource("orders.avsc")));
        Schema price = avro(registry.schema(SUBJECT, 1)).getField("price").schema();
        assertThat(price.getTypes().get(1).getLogicalType()).isEqualTo(LogicalTypes.decimal(18, 2));
    }

    @Test
    void addedColumnIsAVersionThatOldAndNewReadersTake() {
        records("avro.a.orders", 2);
        stack.redshift().execute("ALTER TABLE a.orders ADD COLUMN region VARCHAR(10)");
        stack.redshift().execute("INSERT INTO a.orders (id, region) VALUES (3, 'north')");

        List<AvroRecord> records = records("avro.a.orders", 3);

        assertThat(records.get(2).values()).containsEntry("id", 3).containsEntry("region", "north");
        assertThat(registry.versions(SUBJECT)).containsExactly(1, 2);
        Schema first = avro(registry.schema(SUBJECT, 1));
        Schema second = avro(registry.schema(SUBJECT, 2));
        assertThat(compatibility(first, second)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        assertThat(compatibility(second, first)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @Test
    void keysHaveASubjectOfTheirOwn() {
        AvroRecord heartbeat = records("__redshift-heartbeat.avro", 1).get(0);

        assertThat(heartbeat.keyValues()).isEqualTo(Map.of("database", "dev", "table", "a.orders"));
        assertThat(json(registry.schema("__redshift-heartbeat.avro-key", 1)))
                .isEqualTo(
                        json(
                                """
                        {"type": "record", "name": "Key", "namespace": "connect.redshift.heartbeat",
                         "connect.name": "connect.redshift.heartbeat.Key",
                         "fields": [{"name": "database", "type": "string"}, {"name": "table", "type": "string"}]}
                        """));
        assertThat(registry.subjects()).contains("__redshift-heartbeat.avro-value", SUBJECT);
    }

    @Test
    void registryThatIsNotThereCostsNoRow() {
        stack.redshift().execute("CREATE TABLE a.waiting AS SELECT n AS id FROM generate_series(1, 50) AS n");
        URI nobody = URI.create("http://127.0.0.1:" + LoopbackPorts.next());
        worker.rest().putConfig("waiting", settings("waiting", SchemaRegistry.converters(nobody)));
        assertThat(worker.rest().awaitFailed("waiting", LIMIT)).contains("ConnectException");

        worker.rest().putConfig("waiting", settings("waiting", registry.converters()));

        try (var topic = reader("avro.a.waiting")) {
            topic.awaitCount(50, LIMIT);
            assertThat(topic.readToEnd(LIMIT))
                    .extracting(record -> record.values().get("id"))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, 50).boxed().toList());
        }
    }

    /**
     * And time.precision.mode=connect, whose types are Avro's logical ones, on a day whose midnight the worker's zone
     * skipped.
     */
    @Test
    void namesThatAvroDoesNotTakeAreAdjusted() {
        stack.redshift()
                .execute(
                        """
                        CREATE TABLE a."order-lines 2026" (
                            "order id" INTEGER NOT NULL, "größe" DECIMAL(4,1), "2nd" DATE, at TIMESTAMP, "on" TIME)
                        """);
        stack.redshift()
                .execute(
                        """
                        INSERT INTO a."order-lines 2026" VALUES
                        (1, 42.5, '2018-11-04', '1969-12-31 23:59:59.999999', '23:59:59.999999')
                        """);
        Map<String, String> settings = settings("order-lines 2026", registry.converters());
        settings.put("topic.prefix", "avro-names");
        settings.put("watermark.column", "order id");
        settings.put("message.key.columns", "a\\.order-lines 2026:order id,größe");
        settings.put("time.precision.mode", "connect");
        worker.rest().putConfig("names", settings);

        AvroRecord line = records("avro-names.a.order-lines_2026", 1).get(0);

        assertThat(line.keyValues()).isEqualTo(Map.of("order_id", 1, "gr__e", new BigDecimal("42.5")));
        assertThat(line.values())
                .isEqualTo(Map.of(
                        "order_id", 1, "gr__e", new BigDecimal("42.5"), "_nd", 17_839, "at", -1L, "on", 86_399_999));
        Schema schema = line.value().orElseThrow().getSchema();
        assertThat(schema.getFullName()).isEqualTo("avro_names.a.order_lines_2026.Value");
        assertThat(Stream.of("_nd", "at", "on").map(field -> schema.getField(field)
                        .schema()
                        .getTypes()
                        .get(1)
                        .getLogicalType()))
                .containsExactly(LogicalTypes.date(), LogicalTypes.timestampMillis(), LogicalTypes.timeMillis());
    }

    /** Both versions are read with both schemas, from the topic's bytes: that they could be is not enough. */
    @Test
    void tableWithAdjustedNamesChangesAndReadersOfEitherVersionReadAllRows() {
        stack.redshift()
                .execute(
                        "CREATE TABLE a.\"price-list\" (\"item no\" INTEGER NOT NULL, \"größe\" DECIMAL(4,1), \"old-note\" VARCHAR(9))");
        stack.redshift().execute("INSERT INTO a.\"price-list\" VALUES (1, 42.5, 'gone')");
        Map<String, String> settings = settings("price-list", registry.converters());
        settings.put("watermark.column", "item no");
        settings.put("schema.evolution", "fail");
        worker.rest().putConfig("prices", settings);
        records("avro.a.price-list", 1);
        stack.redshift().execute("ALTER TABLE a.\"price-list\" DROP COLUMN \"old-note\"");
        stack.redshift().execute("ALTER TABLE a.\"price-list\" ADD COLUMN \"new-note\" VARCHAR(9)");
        stack.redshift().execute("INSERT INTO a.\"price-list\" VALUES (2, -0.5, 'come')");
        records("avro.a.price-list", 2);

        String subject = "avro.a.price-list-value";
        assertThat(registry.versions(subject)).containsExactly(1, 2);
        assertThat(values(avro(registry.schema(subject, 1)), "avro.a.price-list", 2))
                .containsExactly(
                        nullable("item_no", 1, "gr__e", new BigDecimal("42.5"), "old_note", "gone"),
                        nullable("item_no", 2, "gr__e", new BigDecimal("-0.5"), "old_note", null));
        assertThat(values(avro(registry.schema(subject, 2)), "avro.a.price-list", 2))
                .containsExactly(
                        nullable("item_no", 1, "gr__e", new BigDecimal("42.5"), "new_note", null),
                        nullable("item_no", 2, "gr__e", new BigDecimal("-0.5"), "new_note", "come"));
    }

    private static List<Map<String, Object>> values(Schema reader, String topic, int count) {
        AvroWireFormat format = new AvroWireFormat(registry).as(reader);
        try (var records = TopicReader.committed(SharedBroker.broker(), topic, format::read)) {
            return records.awaitCount(count, LIMIT).stream()
                    .map(AvroRecord::values)
                    .toList();
        }
    }

    private static Map<String, Object> nullable(Object... namesAndValues) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return row;
    }

    /** Columns that {@code avro} would refuse, since all three would be the field {@code a_b}. */
    @Test
    void namesThatOnlyAvroMakesAlikeStayDifferentWithUnicode() {
        stack.redshift().execute("CREATE TABLE a.alike AS SELECT 1 AS \"a b\", 2 AS \"a-b\", 3 AS a_b");
        Map<String, String> settings = settings("alike", registry.converters());
        settings.put("watermark.column", "a b");
        settings.put("message.key.columns", "a\\.alike:a b,a-b");
        settings.put("schema.name.adjustment.mode", "avro_unicode");
        settings.put("field.name.adjustment.mode", "avro_unicode");
        worker.rest().putConfig("alike", settings);

        AvroRecord row = records("avro.a.alike", 1).get(0);

        assertThat(row.keyValues()).isEqualTo(Map.of("a_u0020b", 1, "a_u002db", 2));
        assertThat(row.values()).isEqualTo(Map.of("a_u0020b", 1, "a_u002db", 2, "a_u005fb", 3));
    }

    @Test
    void columnWhoseNameAvroDoesNotTakeFailsTheTaskUnlessAdjusted() {
        stack.redshift().execute("CREATE TABLE a.blanks AS SELECT 1 AS id, 2 AS \"order id\"");

        worker.rest().putConfig("blanks", withoutAdjustment(settings("blanks", registry.converters())));

        assertThat(worker.rest().awaitFailed("blanks", LIMIT))
                .contains("org.apache.avro.SchemaParseException: Illegal character in: order id");
    }

    @Test
    void schemaIdsStandInHeadersByTheConvertersDefault() {
        stack.redshift().execute("CREATE TABLE a.headed AS SELECT 1 AS id");
        Map<String, String> converters = registry.converters();
        converters.keySet().removeIf(name -> name.matches(".*\\.(headers\\.enabled|id-handler|use-id)"));

        worker.rest().putConfig("headed", settings("headed", converters));

        try (var topic = TopicReader.committed(SharedBroker.broker(), "avro.a.headed", Function.identity())) {
            ConsumerRecord<byte[], byte[]> row = topic.awaitCount(1, LIMIT).get(0);
            assertThat(row.headers()).extracting(Header::key).contains("apicurio.value.globalId");
            assertThat(SinkConverters.avro(converters).value(row).get("id")).isEqualTo(1);
        }
    }

    /** The worse one: nothing fails where the rows are written. */
    @Test
    void tableWhoseNameAvroDoesNotTakeIsWrittenAndCannotBeReadUnlessAdjusted() {
        stack.redshift().execute("CREATE TABLE a.\"order-lines\" AS SELECT 1 AS id");

        worker.rest().putConfig("hyphen", withoutAdjustment(settings("order-lines", registry.converters())));

        try (var topic = TopicReader.committed(SharedBroker.broker(), "avro.a.order-lines", Function.identity())) {
            ConsumerRecord<byte[], byte[]> line = topic.awaitCount(1, LIMIT).get(0);
            assertThatThrownBy(() -> SinkConverters.avro(registry).value(line))
                    .hasMessage("Namespace part \"order-lines\" is invalid: Illegal character in: order-lines");
        }
    }

    private static Map<String, String> withoutAdjustment(Map<String, String> settings) {
        settings.keySet().removeIf(name -> name.endsWith(".name.adjustment.mode"));
        return settings;
    }

    private static Map<String, String> settings(String table, Map<String, String> converters) {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.putAll(converters);
        // What a task staged that failed is swept by the next one.
        settings.put("staging.orphan.age.ms", "1000");
        settings.put("exactly.once.support", "required");
        settings.put("topic.prefix", "avro");
        settings.put("table.include.list", "a\\." + table);
        settings.put("watermark.column", "id");
        return settings;
    }

    private static TopicReader<AvroRecord> reader(String topic) {
        return TopicReader.committed(SharedBroker.broker(), topic, new AvroWireFormat(registry)::read);
    }

    private static List<AvroRecord> records(String topic, int count) {
        try (var reader = reader(topic)) {
            return reader.awaitCount(count, LIMIT);
        }
    }

    private static Map<String, Object> row(Object... values) {
        List<String> names = List.of(
                "id", "pieces", "cents", "price", "weight", "volume", "paid", "code", "note", "day", "changed", "sent");
        assertThat(values).hasSameSizeAs(names);
        Map<String, Object> row = new LinkedHashMap<>();
        Arrays.asList(values).forEach(value -> row.put(names.get(row.size()), value));
        return row;
    }

    private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getType();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = AvroIT.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Schema avro(String text) {
        return new Schema.Parser().parse(text);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError("Not JSON: " + text, notJson);
        }
    }
}
