// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import connect.redshift.RedshiftSourceConnector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * The framework's ceiling: its tasks hand out the same records again and again, which the real connector made when the
 * task started, of one table a task. So the records' form is always that of the real connector's, and making them costs
 * nothing while it is measured.
 */
public final class ReadyMadeConnector extends SourceConnector {
    /** How many records a task hands out. */
    static final String ROWS = "ready.made.rows";
    /** How many of them differ: as many as the task's table has rows. */
    static final String RECORDS = "ready.made.records";

    private final RedshiftSourceConnector real = new RedshiftSourceConnector();
    private Map<String, String> own = Map.of();

    @Override
    public void start(Map<String, String> settings) {
        own = own(settings);
        real.initialize(context());
        real.start(others(settings));
    }

    static Map<String, String> own(Map<String, String> settings) {
        return Map.of(ROWS, settings.get(ROWS), RECORDS, settings.get(RECORDS));
    }

    static Map<String, String> others(Map<String, String> settings) {
        Map<String, String> others = new HashMap<>(settings);
        others.remove(ROWS);
        others.remove(RECORDS);
        return others;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        List<Map<String, String>> tasks = real.taskConfigs(maxTasks);
        return tasks.stream().map(this::withOwn).toList();
    }

    private Map<String, String> withOwn(Map<String, String> task) {
        Map<String, String> all = new HashMap<>(task);
        all.putAll(own);
        return all;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return ReadyMadeTask.class;
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define(ROWS, ConfigDef.Type.LONG, ConfigDef.Importance.HIGH, "Records that each task hands out")
                .define(RECORDS, ConfigDef.Type.INT, ConfigDef.Importance.HIGH, "Rows of each task's table");
    }

    @Override
    public String version() {
        return real.version();
    }

    @Override
    public void stop() {
        real.stop();
    }
}
