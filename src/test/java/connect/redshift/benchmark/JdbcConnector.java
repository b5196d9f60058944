// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * Reads tables over JDBC as the well-known JDBC connectors do in their mode {@code incrementing}. It is for comparison
 * only: theirs cannot be had from Maven Central under a free licence. It does less than they do (no other modes, no
 * dialects, no schema changes), so it is rather faster.
 */
public final class JdbcConnector extends SourceConnector {
    static final String URL = "connection.url";
    static final String TABLES = "table.whitelist";
    static final String COLUMN = "incrementing.column.name";
    static final String BATCH = "batch.max.rows";
    static final String TOPIC_PREFIX = "topic.prefix";
    static final ConfigDef CONFIG = new ConfigDef()
            .define(URL, ConfigDef.Type.STRING, Importance.HIGH, "The database")
            .define(TABLES, ConfigDef.Type.LIST, Importance.HIGH, "The tables, with their schemas")
            .define(COLUMN, ConfigDef.Type.STRING, Importance.HIGH, "A column that only grows")
            .define(BATCH, ConfigDef.Type.INT, 100, Importance.LOW, "Rows of a poll, and of a fetch")
            .define(TOPIC_PREFIX, ConfigDef.Type.STRING, Importance.HIGH, "What a topic's name begins with");

    private Map<String, String> settings = Map.of();

    @Override
    public void start(Map<String, String> given) {
        settings = Map.copyOf(given);
    }

    /** The tables are dealt out in turn. */
    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        List<String> tables = List.of(settings.get(TABLES).split(",", -1));
        int tasks = Math.min(maxTasks, tables.size());
        List<Map<String, String>> configs = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            List<String> share = new ArrayList<>();
            for (int table = task; table < tables.size(); table += tasks) {
                share.add(tables.get(table));
            }
            Map<String, String> config = new HashMap<>(settings);
            config.put(TABLES, String.join(",", share));
            configs.add(config);
        }
        return configs;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return JdbcTask.class;
    }

    @Override
    public ConfigDef config() {
        return CONFIG;
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public void stop() {
        settings = Map.of();
    }
}
