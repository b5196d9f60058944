// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic, or several as one, from the beginning and keeps what it has read, each record as an {@code R}; every wait goes on where the
 * last one ended.
 */
public final class TopicReader<R> implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final List<String> topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Function<ConsumerRecord<byte[], byte[]>, R> decoder;
    private final List<R> records = new ArrayList<>();

    private TopicReader(
            String bootstrapServers,
            List<String> topics,
            String isolation,
            Function<ConsumerRecord<byte[], byte[]>, R> decoder) {
        this.topics = topics;
        this.decoder = decoder;
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                isolation,
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                // A reader that came too early would make the topic with the broker's defaults.
                "allow.auto.create.topics",
                false,
                "max.poll.records",
                10_000);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** What a consumer may rely on: records of committed transactions only. */
    public static TopicReader<TopicRecord> committed(KafkaBroker broker, String topic) {
        return committed(broker, topic, TopicRecord::of);
    }

    /** The same of a broker that is not one of this harness's. */
    public static TopicReader<TopicRecord> committed(String bootstrapServers, String topic) {
        return committed(bootstrapServers, topic, TopicRecord::of);
    }

    /** The same, of records that JsonConverter did not write. */
    public static <R> TopicReader<R> committed(
            String bootstrapServers, String topic, Function<ConsumerRecord<byte[], byte[]>, R> decoder) {
        return new TopicReader<>(bootstrapServers, List.of(topic), "read_committed", decoder);
    }

    /** The same, of records that JsonConverter did not write. */
    public static <R> TopicReader<R> committed(
            KafkaBroker broker, String topic, Function<ConsumerRecord<byte[], byte[]>, R> decoder) {
        return committed(broker, List.of(topic), decoder);
    }

    /** The same of several topics, all of which must come. */
    static <R> TopicReader<R> committed(
            KafkaBroker broker, List<String> topics, Function<ConsumerRecord<byte[], byte[]>, R> decoder) {
        return new TopicReader<>(broker.bootstrapServers(), topics, "read_committed", decoder);
    }

    /** Everything written, records of open and aborted transactions too. */
    public static TopicReader<TopicRecord> uncommitted(KafkaBroker broker, String topic) {
        return uncommitted(broker, List.of(topic), TopicRecord::of);
    }

    /** The same of a broker that is not one of this harness's. */
    public static TopicReader<TopicRecord> uncommitted(String bootstrapServers, String topic) {
        return new TopicReader<>(bootstrapServers, List.of(topic), "read_uncommitted", TopicRecord::of);
    }

    /** The same of several topics, all of which must come. */
    static <R> TopicReader<R> uncommitted(
            KafkaBroker broker, List<String> topics, Function<ConsumerRecord<byte[], byte[]>, R> decoder) {
        return new TopicReader<>(broker.bootstrapServers(), topics, "read_uncommitted", decoder);
    }

    /** Everything read so far, in the order of arrival. */
    public List<R> records() {
        return List.copyOf(records);
    }

    /** Waits for at least {@code count} records; all that have been read. */
    public List<R> awaitCount(int count, Duration limit) {
        return await(count + " records", read -> read.size() >= count, limit);
    }

    /** Waits until the records read so far satisfy {@code enough}; all that have been read. */
    public List<R> await(String description, Predicate<List<R>> enough, Duration limit) {
        Await.until("%s in topics %s".formatted(description, topics), limit, () -> {
            poll();
            return enough.test(records());
        });
        return records();
    }

    /** Reads up to where the topic ends now: with nothing more being written, shows that nothing came twice. */
    public List<R> readToEnd(Duration limit) {
        assign(limit);
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        Await.until("the end of topics %s".formatted(topics), limit, () -> {
            poll();
            return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        });
        return records();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void poll() {
        if (consumer.assignment().isEmpty()) {
            partitions().ifPresent(this::assignFromBeginning);
            return;
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            records.add(decoder.apply(record));
        }
    }

    private void assign(Duration limit) {
        if (consumer.assignment().isEmpty()) {
            assignFromBeginning(Await.present("topics %s".formatted(topics), limit, this::partitions));
        }
    }

    private void assignFromBeginning(List<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Empty while one of the topics does not exist. */
    private Optional<List<TopicPartition>> partitions() {
        List<TopicPartition> found = new ArrayList<>();
        for (String topic : topics) {
            List<PartitionInfo> known = consumer.partitionsFor(topic);
            if (known.isEmpty()) {
                return Optional.empty();
            }
            known.forEach(info -> found.add(new TopicPartition(topic, info.partition())));
        }
        return Optional.of(found);
    }
}
