// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import connect.redshift.EveryType;
import connect.redshift.Readme;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every type from INSERT to a consumer: through UNLOAD, a worker in each of three zones, and both converters. What is
 * lost on the way is lost by a sink's JsonConverter alone: JSON has no number for NaN and the infinities, so they are
 * written as strings, and it reads 0.0 where it meets those or -0.0.
 */
final class TypesIT {
    private static final List<String> ZONES = List.of("America/Sao_Paulo", "Asia/Kolkata", "UTC");

    /** A worker lives for some seconds: compiling its code well takes longer than running it. */
    private static final String COMPILE_LITTLE = "-XX:TieredStopAtLevel=1";

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> KEY = List.of("c_dec38", "c_ts2", "c_varchar", "c_varbyte");

    private static Stack stack;
    private static SinkConverters json;
    private static SinkConverters avro;
    private static List<Streamed> everyZone;

    /** The two topics that a worker in one zone filled. */
    private record Streamed(
            String zone, List<ConsumerRecord<byte[], byte[]>> json, List<ConsumerRecord<byte[], byte[]>> avro) {
        @Override
        public String toString() {
            return zone;
        }
    }

    @BeforeAll
    static void insert() {
        stack = Stack.start();
        stack.redshift().execute("CREATE SCHEMA types");
        EveryType.insert(stack.redshift(), "types.every");
        json = SinkConverters.json();
        avro = SinkConverters.avro(SharedRegistry.registry());
        everyZone = ZONES.stream().map(TypesIT::stream).toList();
    }

    static List<Streamed> everyZone() {
        return everyZone;
    }

    @AfterAll
    static void close() {
        if (stack != null) {
            stack.close();
        }
    }

    @ParameterizedTest
    @MethodSource("everyZone")
    void sinksReadThroughJsonWhatSqlInserted(Streamed topics) {
        requireColumns(EveryType.COLUMNS, rows(topics.json(), record -> values(json.value(record))), TypesIT::asJson);
    }

    @ParameterizedTest
    @MethodSource("everyZone")
    void jsonHasStringsForWhatIsNoNumberInIt(Streamed topics) {
        Map<Integer, JsonNode> rows = topics.json().stream()
                .map(TopicRecord::of)
                .map(TopicRecord::payload)
                .collect(Collectors.toMap(row -> row.get("id").intValue(), Function.identity()));

        assertThat(rows.get(0).get("c_real")).isEqualTo(new TextNode("NaN"));
        assertThat(rows.get(1).get("c_real")).isEqualTo(new TextNode("-Infinity"));
        assertThat(rows.get(0).get("c_double")).isEqualTo(new TextNode("NaN"));
        assertThat(rows.get(1).get("c_double")).isEqualTo(new TextNode("Infinity"));
        assertThat(topics.json())
                .anySatisfy(
                        row -> assertThat(row.value()).asString().contains("\"c_real2\":-0.0,", "\"c_double2\":-0.0,"));
    }

    @ParameterizedTest
    @MethodSource("everyZone")
    void sinksReadThroughAvroWhatSqlInserted(Streamed topics) {
        requireColumns(
                EveryType.COLUMNS, rows(topics.avro(), record -> values(avro.value(record))), UnaryOperator.identity());
    }

    @ParameterizedTest
    @MethodSource("everyZone")
    void avroItselfReadsWhatSqlInserted(Streamed topics) {
        AvroWireFormat format = new AvroWireFormat(SharedRegistry.registry());

        requireColumns(
                EveryType.COLUMNS,
                rows(topics.avro(), record -> format.read(record).values()),
                TypesIT::asAvro);
    }

    @ParameterizedTest
    @MethodSource("everyZone")
    void keysHoldTheirColumnsThroughBothConverters(Streamed topics) {
        List<EveryType.Cells> columns = EveryType.COLUMNS.stream()
                .filter(cells -> KEY.contains(cells.name()))
                .toList();

        requireColumns(columns, rows(topics.json(), record -> keyed(json, record)), UnaryOperator.identity());
        requireColumns(columns, rows(topics.avro(), record -> keyed(avro, record)), UnaryOperator.identity());
    }

    @ParameterizedTest
    @MethodSource("everyZone")
    void bothConvertersKeepSchemas(Streamed topics) {
        assertThat(avro.value(topics.avro().get(0)).schema())
                .isEqualTo(json.value(topics.json().get(0)).schema());
        assertThat(avro.key(topics.avro().get(0)).schema())
                .isEqualTo(json.key(topics.json().get(0)).schema());
    }

    @ParameterizedTest
    @MethodSource("everyZone")
    void avroTypesAreTheOnesOfTheReadme(Streamed topics) throws IOException {
        AvroWireFormat format = new AvroWireFormat(SharedRegistry.registry());
        Schema schema = format.read(topics.avro().get(0)).value().orElseThrow().getSchema();

        Readme.requireSection(
                "avro",
                EveryType.COLUMNS.stream()
                        .filter(cells -> !cells.type().equals("HLLSKETCH"))
                        .map(cells -> readmeRow(
                                cells.type(), schema.getField(cells.name()).schema()))
                        .distinct()
                        .collect(Collectors.joining(
                                "", "| Redshift | Avro | `logicalType` | `connect.name` |\n|---|---|---|---|\n", "")));
    }

    private static Streamed stream(String zone) {
        String group = "types_" + zone.replace('/', '_').toLowerCase(Locale.ROOT);
        WorkerSettings settings =
                WorkerSettings.group(group).withAvro().options("-Duser.timezone=" + zone, COMPILE_LITTLE);
        try (ConnectWorker worker = ConnectWorker.start(SharedBroker.broker(), settings)) {
            worker.rest().putConfig(group + "_json", settings(group + "_json"));
            Map<String, String> withAvro = settings(group + "_avro");
            withAvro.putAll(SharedRegistry.registry().converters());
            worker.rest().putConfig(group + "_avro", withAvro);
            return new Streamed(zone, records(group + "_json"), records(group + "_avro"));
        }
    }

    private static Map<String, String> settings(String connector) {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("validation.mode", "offline");
        settings.put("table.include.list", "types\\.every");
        settings.put("watermark.column", "at");
        settings.put("topic.prefix", "warehouse");
        settings.put("table.topic.name.template", connector + ".${table}");
        settings.put("message.key.columns", "types\\.every:" + String.join(",", KEY));
        settings.put("unsupported.types", "null");
        settings.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
        settings.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        return settings;
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String connector) {
        try (var topic = TopicReader.committed(SharedBroker.broker(), connector + ".every", Function.identity())) {
            return topic.awaitCount(EveryType.rows(), LIMIT);
        }
    }

    private static Map<Integer, Map<String, Object>> rows(
            List<ConsumerRecord<byte[], byte[]>> records,
            Function<ConsumerRecord<byte[], byte[]>, Map<String, Object>> reader) {
        return records.stream()
                .map(reader)
                .collect(Collectors.toMap(row -> (Integer) row.get("id"), Function.identity()));
    }

    /** Names every value that differs, not only the first: which ones do is what tells the cause. */
    private static void requireColumns(
            List<EveryType.Cells> columns, Map<Integer, Map<String, Object>> rows, UnaryOperator<Object> expected) {
        assertThat(rows).hasSize(EveryType.rows());
        List<String> differences = new ArrayList<>();
        for (EveryType.Cells cells : columns) {
            for (int row = 0; row < EveryType.rows(); row++) {
                assertThat(rows.get(row)).containsKey(cells.name());
                Object read = plain(rows.get(row).get(cells.name()));
                Object inserted = expected.apply(cells.read().get(row));
                if (!Objects.equals(read, inserted)) {
                    differences.add("%s, row %d: %s instead of %s".formatted(cells.name(), row, read, inserted));
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    /** What a sink's JsonConverter makes of its own strings for what is no number in JSON, and of a negative zero. */
    private static Object asJson(Object value) {
        if (value instanceof Float real && (!Float.isFinite(real) || real.equals(-0.0f))) {
            return 0.0f;
        }
        if (value instanceof Double number && (!Double.isFinite(number) || number.equals(-0.0))) {
            return 0.0;
        }
        return value;
    }

    /** Avro has no short. */
    private static Object asAvro(Object value) {
        return value instanceof Short small ? Integer.valueOf(small) : value;
    }

    private static String readmeRow(String type, Schema schema) {
        Schema plain = schema.getTypes().get(1);
        String logical = plain.getLogicalType() == null
                ? ""
                : "`" + plain.getLogicalType().getName() + "`";
        String name = plain.getProp("connect.name") == null ? "" : "`" + plain.getProp("connect.name") + "`";
        return "| %s | `%s` | %s | %s |\n"
                .formatted(
                        type.replace("NUMERIC", "DECIMAL")
                                .replaceAll("\\(\\d+,\\d+\\)", "(p,s)")
                                .replaceAll("\\(\\d+\\)", "(n)"),
                        plain.getType().getName(),
                        logical,
                        name);
    }

    /** The key's fields and, to tell the rows apart, the value's {@code id}. */
    private static Map<String, Object> keyed(SinkConverters converters, ConsumerRecord<byte[], byte[]> source) {
        Struct key = converters.key(source);
        assertThat(key.schema().fields()).extracting(Field::name).isEqualTo(KEY);
        Map<String, Object> fields = values(key);
        fields.put("id", converters.value(source).getInt32("id"));
        return fields;
    }

    private static Map<String, Object> values(Struct struct) {
        Map<String, Object> values = new HashMap<>();
        struct.schema().fields().forEach(field -> values.put(field.name(), struct.get(field)));
        return values;
    }

    /** Bytes and structs of bytes as values that compare. */
    private static Object plain(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return HexFormat.of().formatHex(copy);
        }
        if (value instanceof Struct struct) {
            return Arrays.asList(plain(struct.get("wkb")), struct.get("srid"));
        }
        if (value instanceof Map<?, ?> nested) {
            return Arrays.asList(plain(nested.get("wkb")), nested.get("srid"));
        }
        return value;
    }
}
