// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import connect.redshift.worker.Stack;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user reads who PATCHes an offset that would do nothing, or stop a table. */
final class AlteredOffsetsEmulatorTest {
    private static final Map<String, Object> PARTITION =
            Map.of("database", "dev", "schema", "shop", "table", "orders", "watermark", "at");
    private static final Map<String, Object> FINISHED =
            Map.of("version", 1L, "state", "finished", "ordering", "timestamp", "watermark", "2026-01-31 00:00:00");
    private static final Map<String, Object> READING = Map.of(
            "version",
            1L,
            "state",
            "reading",
            "export",
            "e1",
            "ordering",
            "timestamp",
            "up_to",
            "2026-01-31 00:00:00",
            "part",
            0L,
            "rows",
            7L);

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start();
        stack.redshift().execute("CREATE SCHEMA shop");
        stack.redshift().execute("CREATE TABLE shop.orders (id INTEGER NOT NULL, at TIMESTAMP, day DATE)");
        stack.redshift().execute("CREATE TABLE shop.lines (id INTEGER NOT NULL)");
    }

    @AfterAll
    static void close() {
        if (stack != null) {
            stack.close();
        }
    }

    @AfterEach
    void clearFaults() {
        stack.redshift().faults().clear();
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("name", "shop");
        settings.put("topic.prefix", "shop");
        settings.put("table.include.list", "shop\\.(orders|gone|lines)");
        settings.put("watermark.column", "at");
        return settings;
    }

    private static boolean alter(Map<String, ?> partition, Map<String, ?> offset) {
        return alter(settings(), partition, offset);
    }

    private static boolean alter(Map<String, String> settings, Map<String, ?> partition, Map<String, ?> offset) {
        Map<Map<String, ?>, Map<String, ?>> offsets = new HashMap<>();
        offsets.put(partition, offset);
        return new RedshiftSourceConnector().alterOffsets(settings, offsets);
    }

    private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
        Map<String, Object> other = new HashMap<>(map);
        other.put(key, value);
        return other;
    }

    private static Map<String, Object> without(Map<String, Object> map, String key) {
        Map<String, Object> other = new HashMap<>(map);
        other.remove(key);
        return other;
    }

    @Test
    void offsetsAsTheyAreStoredAreTaken() {
        assertThat(alter(PARTITION, FINISHED)).isTrue();
        assertThat(alter(PARTITION, READING)).isTrue();
        assertThat(alter(PARTITION, Map.of("version", 1L, "state", "finished"))).isTrue();
    }

    /** Whatever is stored can be taken away, also under settings that make no sense by now. */
    @Test
    void offsetsAreAlwaysTakenAway() {
        assertThat(alter(PARTITION, null)).isTrue();
        assertThat(alter(with(PARTITION, "table", "dropped"), null)).isTrue();
        assertThat(alter(Map.of("anything", 1), null)).isTrue();
        assertThat(alter(Map.of(), PARTITION, null)).isTrue();
        assertThat(new RedshiftSourceConnector().alterOffsets(settings(), Map.of()))
                .isTrue();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(
                        without(PARTITION, "table"),
                        FINISHED,
                        "Partition key \"table\" is missing; expected a text, as GET /connectors/<name>/offsets shows it."),
                arguments(
                        with(PARTITION, "schema", 5L),
                        FINISHED,
                        "Partition key \"schema\" is \"5\"; expected a text, as GET /connectors/<name>/offsets shows it."),
                arguments(
                        with(PARTITION, "table", "order"),
                        FINISHED,
                        "Table \"shop.order\" is not selected (table.include.list, table.exclude.list, schema.include.list,"
                                + " schema.exclude.list), so nobody would read this offset. Correct the partition's schema and table; to remove what is stored for the"
                                + " table, set its offset to null."),
                arguments(
                        with(PARTITION, "database", "prod"),
                        FINISHED,
                        "Partition key \"database\" of table \"shop.orders\" is \"prod\"; expected \"dev\""
                                + " (redshift.database)."),
                arguments(
                        with(PARTITION, "watermark", "id"),
                        FINISHED,
                        "Partition key \"watermark\" of table \"shop.orders\" is \"id\"; expected \"at\" (watermark.column;"
                                + " another column is another partition)."),
                arguments(
                        without(PARTITION, "watermark"),
                        FINISHED,
                        "Partition key \"watermark\" of table \"shop.orders\" is missing; expected \"at\" (watermark.column;"
                                + " another column is another partition)."),
                arguments(
                        with(PARTITION, "topic", "shop"),
                        FINISHED,
                        "Partition key \"topic\" of table \"shop.orders\" is unknown; a partition has [database, schema,"
                                + " table, watermark]."),
                arguments(
                        PARTITION,
                        with(FINISHED, "watermark", "yesterday"),
                        "Offset of table \"shop.orders\": Offset key \"watermark\": watermark \"yesterday\" is not a"
                                + " timestamp such as 2026-01-31 23:59:59.123456."),
                arguments(
                        PARTITION,
                        with(FINISHED, "ordering", "number"),
                        "Offset of table \"shop.orders\": Offset key \"watermark\": watermark \"2026-01-31 00:00:00\" is not"
                                + " a number such as 42 or 0.5."),
                // Two at once are told at once.
                arguments(
                        with(PARTITION, "database", "prod"),
                        with(FINISHED, "state", "done"),
                        "Offset of table \"shop.orders\": Offset key \"state\" is \"done\"; expected \"reading\" or"
                                + " \"finished\". Partition key \"database\" of table \"shop.orders\" is \"prod\"; expected"
                                + " \"dev\" (redshift.database)."),
                // Right in themselves, but not for the table as it is.
                arguments(
                        PARTITION,
                        Map.of("version", 1L, "state", "finished", "ordering", "date", "watermark", "2026-01-31"),
                        "Offset of table \"shop.orders\": key \"ordering\" is \"date\", and the watermark column \"at\" is a"
                                + " timestamp without time zone; expected \"timestamp\"."),
                arguments(
                        with(PARTITION, "table", "lines"),
                        FINISHED,
                        "Table \"shop.lines\" has no column \"at\" (watermark.column). It has: id."));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatNobodyWouldReadIsRefused(Map<String, ?> partition, Map<String, ?> offset, String message) {
        assertThatThrownBy(() -> alter(partition, offset))
                .isInstanceOf(ConnectException.class)
                .hasMessage(message);
    }

    private static final Map<String, Object> WHOLE =
            Map.of("version", 1L, "state", "finished", "kind", "whole", "read_at", "2026-01-31T00:00:00.123Z");

    /** Offsets of tables that are read as a whole, and of those that have ended or sent their rows without a watermark. */
    static Stream<Arguments> otherModes() {
        Map<String, ?> bare = without(PARTITION, "watermark");
        return Stream.of(
                arguments("mode=bulk", bare, WHOLE, ""),
                arguments("mode=bulk", bare, with(WHOLE, "ended", "true"), ""),
                arguments("mode=bulk", bare, Map.of("version", 1L, "state", "finished"), ""),
                arguments(
                        "mode=bulk",
                        bare,
                        with(
                                with(without(without(READING, "up_to"), "ordering"), "kind", "whole"),
                                "read_at",
                                "2026-01-31T00:00:00Z"),
                        ""),
                arguments(
                        "mode=bulk",
                        PARTITION,
                        WHOLE,
                        "Partition key \"watermark\" of table \"shop.orders\" is unknown; a partition has [database, schema,"
                                + " table] (mode=bulk)."),
                arguments(
                        "mode=bulk",
                        bare,
                        FINISHED,
                        "Offset of table \"shop.orders\": key \"kind\" is missing, and mode is \"bulk\"; expected \"whole\", with a"
                                + " \"read_at\". To read the table from its start, set its offset to null."),
                arguments(
                        "mode=bulk",
                        bare,
                        with(WHOLE, "read_at", "yesterday"),
                        "Offset of table \"shop.orders\": Offset key \"read_at\" is \"yesterday\"; expected an instant such as"
                                + " 2026-01-31T23:59:59.123Z."),
                arguments("mode=incremental", PARTITION, with(FINISHED, "ended", "true"), ""),
                arguments(
                        "mode=incremental", PARTITION, Map.of("version", 1L, "state", "finished", "kind", "nulls"), ""),
                arguments(
                        "mode=incremental",
                        PARTITION,
                        with(FINISHED, "ended", "yes"),
                        "Offset of table \"shop.orders\": Offset key \"ended\" is \"yes\"; expected \"true\", or no such key."),
                arguments(
                        "mode=incremental",
                        PARTITION,
                        with(FINISHED, "kind", "some"),
                        "Offset of table \"shop.orders\": Offset key \"kind\" is \"some\"; expected \"nulls\" or \"whole\", or no"
                                + " such key."),
                arguments(
                        "mode=incremental",
                        PARTITION,
                        WHOLE,
                        "Offset of table \"shop.orders\": key \"kind\" is \"whole\", and mode is \"incremental\"; expected no such"
                                + " key, or \"nulls\". To read the table from its start, set its offset to null."),
                arguments(
                        "snapshot.mode=always",
                        PARTITION,
                        FINISHED,
                        "snapshot.mode=always reads table \"shop.orders\" from its start at each start of a task, so this offset"
                                + " would not count. Choose another snapshot.mode first."));
    }

    @ParameterizedTest
    @MethodSource("otherModes")
    void anOffsetMustSuitTheMode(String setting, Map<String, ?> partition, Map<String, ?> offset, String message) {
        Map<String, String> settings = settings();
        settings.put(setting.split("=", -1)[0], setting.split("=", -1)[1]);
        if (message.isEmpty()) {
            assertThat(alter(settings, partition, offset)).isTrue();
        } else {
            assertThatThrownBy(() -> alter(settings, partition, offset))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void aTableThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> alter(with(PARTITION, "table", "gone"), FINISHED))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("shop.gone");
    }

    @Test
    void withoutALookAtRedshiftTheFormCounts() {
        Map<String, String> offline = settings();
        offline.put("validation.mode", "offline");
        assertThat(alter(offline, with(PARTITION, "table", "gone"), FINISHED)).isTrue();
    }

    @Test
    void aRedshiftThatCannotBeAskedRefusesNothing() {
        stack.redshift()
                .faults()
                .add(Fault.of(Kind.DENIED).on("ExecuteStatement").times(1_000));
        assertThat(alter(PARTITION, FINISHED)).isTrue();
    }

    @Test
    void aRedshiftThatDoesNotAnswerRefusesNothing() {
        stack.redshift().faults().add(Fault.of(Kind.HOLD));
        Map<String, String> impatient = settings();
        impatient.put("validation.timeout.ms", "1000");
        assertThat(alter(impatient, PARTITION, FINISHED)).isTrue();
    }
}
