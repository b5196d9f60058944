// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import connect.redshift.emulator.PhysicalForm;
import connect.redshift.emulator.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redshift's TICKIT sample through broker, worker and packaged plugin, exactly once: each field of each row. */
final class TickitIT {
    private static final String CONNECTOR = "tickit";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static Path folder;
    private static Stack stack;
    private static ConnectWorker worker;

    /** Before each test and not before all, so that each is told as skipped. */
    @BeforeEach
    void requireFolder() {
        String name = System.getProperty("tickit.dir", "");
        assumeFalse(name.isBlank(), "tickit.dir is not set: Redshift's TICKIT sample data is not compared");
        if (worker == null) {
            stream(name);
        }
    }

    private static void stream(String name) {
        folder = Path.of(name);
        assertThat(folder)
                .as("tickit.dir must name the folder of Redshift's TICKIT sample data")
                .isDirectory();
        stack = Stack.start(new Settings.Parts(PhysicalForm.measured(), 3, 1_000, 2_000, 16_000_000));
        stack.redshift().execute("CREATE SCHEMA tickit");
        TickitTable.ALL.forEach(table -> table.load(stack.redshift(), folder));
        worker = ConnectWorker.start(SharedBroker.broker(), WorkerSettings.group("tickit"));
        worker.rest().putConfig(CONNECTOR, settings());
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

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(stack.connection());
        settings.put("exactly.once.support", "required");
        settings.put("tasks.max", "2");
        settings.put("topic.prefix", "it");
        settings.put("table.include.list", "tickit\\..*");
        settings.put("table.groups", "event,venue,category,date");
        for (TickitTable table : TickitTable.ALL) {
            settings.put("table.%s.include".formatted(table.name()), "tickit\\." + table.name());
            settings.put("table.%s.watermark.column".formatted(table.name()), table.watermark());
        }
        return settings;
    }

    @Test
    void everyFieldOfEveryEventIsInTheTopicOnce() {
        JsonNode schema = compare(TickitTable.EVENT, 8_798);

        assertThat(schema)
                .isEqualTo(
                        json(
                                """
                                {"type": "struct", "optional": false, "name": "it.tickit.event.Value", "fields": [
                                  {"field": "eventid", "type": "int32", "optional": true},
                                  {"field": "venueid", "type": "int16", "optional": true},
                                  {"field": "catid", "type": "int16", "optional": true},
                                  {"field": "dateid", "type": "int16", "optional": true},
                                  {"field": "eventname", "type": "string", "optional": true},
                                  {"field": "starttime", "type": "int64", "optional": true,
                                   "name": "io.debezium.time.MicroTimestamp", "version": 1}]}"""));
    }

    /** Its last line has no line end, and some venues have no number of seats. */
    @Test
    void everyFieldOfEveryVenueIsInTheTopicOnce() {
        JsonNode schema = compare(TickitTable.VENUE, 205);

        assertThat(schema)
                .isEqualTo(
                        json(
                                """
                                {"type": "struct", "optional": false, "name": "it.tickit.venue.Value", "fields": [
                                  {"field": "venueid", "type": "int16", "optional": true},
                                  {"field": "venuename", "type": "string", "optional": true},
                                  {"field": "venuecity", "type": "string", "optional": true},
                                  {"field": "venuestate", "type": "string", "optional": true},
                                  {"field": "venueseats", "type": "int32", "optional": true}]}"""));
    }

    @Test
    void everyFieldOfEveryCategoryIsInTheTopicOnce() {
        JsonNode schema = compare(TickitTable.CATEGORY, 11);

        assertThat(schema)
                .isEqualTo(
                        json(
                                """
                                {"type": "struct", "optional": false, "name": "it.tickit.category.Value", "fields": [
                                  {"field": "catid", "type": "int16", "optional": true},
                                  {"field": "catgroup", "type": "string", "optional": true},
                                  {"field": "catname", "type": "string", "optional": true},
                                  {"field": "catdesc", "type": "string", "optional": true}]}"""));
    }

    @Test
    void everyFieldOfEveryDateIsInTheTopicOnce() {
        JsonNode schema = compare(TickitTable.DATE, 365);

        assertThat(schema)
                .isEqualTo(
                        json(
                                """
                                {"type": "struct", "optional": false, "name": "it.tickit.date.Value", "fields": [
                                  {"field": "dateid", "type": "int16", "optional": true},
                                  {"field": "caldate", "type": "int32", "optional": true,
                                   "name": "io.debezium.time.Date", "version": 1},
                                  {"field": "day", "type": "string", "optional": true},
                                  {"field": "week", "type": "int16", "optional": true},
                                  {"field": "month", "type": "string", "optional": true},
                                  {"field": "qtr", "type": "string", "optional": true},
                                  {"field": "year", "type": "int16", "optional": true},
                                  {"field": "holiday", "type": "boolean", "optional": true}]}"""));
    }

    /** Compares the topic with the file; the schema that all its records have. */
    private static JsonNode compare(TickitTable table, int rows) {
        Map<String, ObjectNode> expected = table.expected(folder);
        assertThat(expected).as("lines of " + table.file()).hasSize(rows);
        List<TopicRecord> records;
        try (TopicReader<TopicRecord> topic =
                TopicReader.committed(SharedBroker.broker(), "it.tickit." + table.name())) {
            topic.awaitCount(rows, LIMIT);
            awaitRead(table);
            records = topic.readToEnd(LIMIT);
        }
        assertThat(records).as("records of " + table.name()).hasSize(rows);
        for (TopicRecord record : records) {
            String key = record.payload().get(table.key()).asText();
            // Taken away, so that a second record of the same row finds nothing to equal.
            assertThat(record.payload()).isEqualTo(expected.remove(key));
        }
        assertThat(expected).isEmpty();
        assertThat(records)
                .extracting(TopicRecord::schema)
                .containsOnly(records.get(0).schema());
        return records.get(0).schema();
    }

    /** Until the stored offset is behind all rows and the files are gone: nothing is on its way any more. */
    private static void awaitRead(TickitTable table) {
        Await.until(table.name() + " to be read", LIMIT, () -> finished(table) && staged(table) == 0);
    }

    private static boolean finished(TickitTable table) {
        for (JsonNode entry : worker.rest().offsets(CONNECTOR).path("offsets")) {
            if (entry.at("/partition/table").asText().equals(table.name())) {
                return entry.at("/offset/state").asText().equals("finished");
            }
        }
        return false;
    }

    private static int staged(TickitTable table) {
        return stack.s3()
                .keys(Stack.BUCKET, "kafka-connect/%s/tickit.%s/".formatted(CONNECTOR, table.name()))
                .size();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
