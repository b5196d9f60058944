// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import connect.redshift.worker.Await;
import connect.redshift.worker.KafkaBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks at the ends of topics while a connector fills them, and at the worker's clock of CPU time. */
final class Meter implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final WorkerJvm worker;
    private final List<TopicPartition> topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private Look first;
    private Look last;

    private record Look(long rows, Instant at, long nanos, Duration cpu, long allocated) {}

    /** The topics have one partition each. */
    Meter(KafkaBroker broker, WorkerJvm worker, List<String> topics) {
        this.worker = worker;
        this.topics = topics.stream().map(topic -> new TopicPartition(topic, 0)).toList();
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "allow.auto.create.topics", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        // Else each answer is logged as one of a partition that is not its.
        consumer.assign(this.topics);
    }

    /** Waits until the topics hold {@code rows} records, and not one more. */
    Run measure(long rows) {
        await(rows, count -> {});
        if (last.rows() != rows) {
            throw new IllegalStateException("%d records in %s; expected %d".formatted(last.rows(), topics, rows));
        }
        if (first.rows() * 2 > rows) {
            throw new IllegalStateException(
                    "%d of %d records were there at the first look: take more rows".formatted(first.rows(), rows));
        }
        return new Run(
                rows - first.rows(),
                first.at(),
                Duration.ofNanos(last.nanos() - first.nanos()),
                last.cpu().minus(first.cpu()),
                last.allocated() - first.allocated());
    }

    /** The same, and {@code watch} is told the number of records at each look. */
    void await(long rows, LongConsumer watch) {
        Await.until("%d records in %s".formatted(rows, topics), LIMIT, () -> {
            long count = consumer.endOffsets(topics).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            if (count > 0 && first == null) {
                first = look(count);
            }
            if (first != null) {
                watch.accept(count);
            }
            if (count >= rows) {
                last = look(count);
            }
            return count >= rows;
        });
    }

    private Look look(long count) {
        return new Look(count, Instant.now(), System.nanoTime(), worker.cpu(), worker.allocated());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
