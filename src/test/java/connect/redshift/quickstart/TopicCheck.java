// SPDX-License-Identifier: Apache-2.0
package connect.redshift.quickstart;

import connect.redshift.quickstart.Shop.ShopTable;
import connect.redshift.worker.KafkaBroker;
import connect.redshift.worker.TopicReader;
import connect.redshift.worker.TopicRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One table's topic, compared with the table. */
final class TopicCheck implements AutoCloseable {
    private final Shop shop;
    private final ShopTable table;
    private final TopicReader<TopicRecord> topic;

    TopicCheck(Shop shop, ShopTable table, KafkaBroker broker) {
        this.shop = shop;
        this.table = table;
        this.topic = TopicReader.committed(broker, "quickstart." + table.qualified());
    }

    /** Rows of the table, records of the topic, and how they differ. */
    record Count(long rows, long records, long missing, long duplicate) {
        Count plus(Count other) {
            return new Count(
                    rows + other.rows, records + other.records, missing + other.missing, duplicate + other.duplicate);
        }

        boolean exact() {
            return missing == 0 && duplicate == 0 && rows == records;
        }
    }

    ShopTable table() {
        return table;
    }

    /** What has arrived by now. */
    List<TopicRecord> records() {
        return topic.await("a look", anything -> true, Duration.ofSeconds(30));
    }

    Count count() {
        Set<String> rows = new HashSet<>(shop.ids(table));
        Map<String, Long> records = new HashMap<>(records().stream()
                .map(record -> record.payload().get(table.id()).asText())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
        long found = records.values().stream().mapToLong(Long::longValue).sum();
        long missing = rows.stream().filter(id -> !records.containsKey(id)).count();
        return new Count(rows.size(), found, missing, found - records.size());
    }

    @Override
    public void close() {
        topic.close();
    }
}
