// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows as Avro: schemas in a real registry, records read back by Avro itself. */
final class AvroIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SUBJECT = "avro.a.orders-value";
    private static final String SCHEMA =
            """
            {"type": "record", "name": "Value", "namespace": "avro.a.orders", "connect.name": "avro.a.orders.Value",
             "fields": [
              {"name": "id", "type": "int"},
              {"name": "pieces", "type": ["null", {"type": "int", "connect.type": "int16"}], "default": null},
              {"name": "cents", "type": ["null", "long"], "default": null},
              {"name": "price", "type": ["null", {
                "type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2,
                "connect.name": "org.apache.kafka.connect.data.Decimal", "connect.version": 1,
                "connect.parameters": {"scale": "2", "connect.decimal.precision": "18"}}], "default": null},
              {"name": "weight", "type": ["null", "float"], "default": null},
              {"name": "volume", "type": ["null", "double"], "default": null},
              {"name": "paid", "type": ["null", "boolean"], "default": null},
              {"name": "code", "type": ["null", "string"], "default": null},
              {"name": "note", "type": ["null", "string"], "default": null},
              {"name": "day", "type": ["null", {
                "type": "int", "connect.name": "io.debezium.time.Date", "connect.version": 1}], "default": null},
              {"name": "changed", "type": ["null", {
                "type": "long", "connect.name": "io.debezium.time.MicroTimestamp", "connect.version": 1}],
                "default": null},
              {"name": "sent", "type": ["null", {
                "type": "string", "connect.name": "io.debezium.time.ZonedTimestamp", "connect.version": 1}],
                "default": null}]}
            """;

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
                SharedBroker.broker(), WorkerSettings.group("avro").withAvro());
        Map<String, String> settings = settings("orders", registry.converters());
        settings.put("heartbeat.interval.ms", "1000");
        worker.rest().putConfig("orders", settings);
    }

    @AfterAll
    static void close() {
        if (worker != null) {
            worker.close();
        }
        if (stack != null) {
            stack.close();
        }
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
    void registeredSchemaHasNamesNullDefaultsAndLogicalTypes() {
        records("avro.a.orders", 2);

        assertThat(json(registry.schema(SUBJECT, 1))).isEqualTo(json(SCHEMA));
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

    private static Map<String, String> settings(String table, Map<String, String> converters) {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.putAll(converters);
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
