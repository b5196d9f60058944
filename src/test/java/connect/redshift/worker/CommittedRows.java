// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What committed transactions left in the topics of many tables: of each, how many records and of which rows. */
final class CommittedRows implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Table> tables = new TreeMap<>();

    /** One table's topic so far. */
    static final class Table {
        private final BitSet ids = new BitSet();
        private long records;
        private long nextOffset;

        /** Once for each record, although a consumer may read again what it has read before its group changed. */
        private boolean take(ConsumerRecord<byte[], byte[]> record) {
            if (record.offset() < nextOffset) {
                return false;
            }
            nextOffset = record.offset() + 1;
            String key = new String(record.key(), StandardCharsets.UTF_8);
            ids.set(Integer.parseInt(key.substring(key.indexOf(':') + 1, key.length() - 1)));
            records++;
            return true;
        }

        /** How many of the rows from 1 to {@code rows} have come. */
        int present(int rows) {
            return ids.get(1, rows + 1).cardinality();
        }

        /** Records of rows that had come already, and of rows that there are not. */
        long surplus(int rows) {
            return records - present(rows);
        }
    }

    /**
     * @param prefix what the topics' names have before the table's; each topic has one partition, and a record's key is a
     *     JSON object that ends with the row's number
     */
    CommittedRows(KafkaBroker broker, String prefix) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "group.id",
                        prefix + "reader",
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "allow.auto.create.topics",
                        false,
                        "metadata.max.age.ms",
                        1_000,
                        "max.poll.records",
                        20_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(Pattern.compile(Pattern.quote(prefix) + ".*"));
    }

    /** Reads what is there now. */
    void read() {
        read((name, record) -> {});
    }

    /** The same, and shows each record with its table's name. */
    void read(BiConsumer<String, ConsumerRecord<byte[], byte[]>> seen) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
            String name = each.topic().substring(each.topic().lastIndexOf('.') + 1);
            if (table(name).take(each)) {
                seen.accept(name, each);
            }
        }
    }

    /** How many of a table's rows have come. */
    int present(String name) {
        return table(name).ids.cardinality();
    }

    /** Reads up to where all topics end now; with nothing more being written, shows that nothing came twice. */
    void readToEnd(Duration limit) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        Await.until("the ends of %d topics".formatted(ends.size()), limit, () -> {
            read();
            return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        });
    }

    /** Whether every row has come. */
    boolean hasAll(Map<String, Integer> rows) {
        return missing(rows) == 0;
    }

    long missing(Map<String, Integer> rows) {
        return rows.entrySet().stream()
                .mapToLong(each -> each.getValue() - table(each.getKey()).present(each.getValue()))
                .sum();
    }

    /** Records beyond one for each row. */
    long duplicates(Map<String, Integer> rows) {
        long known = rows.entrySet().stream()
                .mapToLong(each -> table(each.getKey()).surplus(each.getValue()))
                .sum();
        long others = tables.entrySet().stream()
                .filter(each -> !rows.containsKey(each.getKey()))
                .mapToLong(each -> each.getValue().records)
                .sum();
        return known + others;
    }

    private Table table(String name) {
        return tables.computeIfAbsent(name, unknown -> new Table());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
