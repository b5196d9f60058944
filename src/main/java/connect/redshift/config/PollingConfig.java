// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import java.time.Duration;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** How often, how much at once, and how patiently. */
public record PollingConfig(
        Duration interval,
        int batchRows,
        long queueBytes,
        int maxRetries,
        FailureMode failureMode,
        Duration validationTimeout) {
    static final String INTERVAL = "poll.interval.ms";
    static final String BATCH = "max.batch.size";
    static final String QUEUE_BYTES = "max.queue.size.in.bytes";
    static final String RETRIES = "errors.max.retries";
    static final String FAILURE_MODE = "table.failure.mode";
    static final String VALIDATION = "validation.mode";
    public static final String VALIDATION_TIMEOUT = "validation.timeout.ms";
    private static final String GROUP = "Polling";

    /** What becomes of a table that failed more often in a row than is retried. */
    public enum FailureMode {
        RETRY,
        FAIL,
        SKIP
    }

    static final String ONLINE = "online";
    private static final String OFFLINE = "offline";

    static void define(ConfigDef def) {
        int order = 0;
        def.define(
                        INTERVAL,
                        ConfigDef.Type.LONG,
                        Duration.ofMinutes(5).toMillis(),
                        ConfigDef.Range.atLeast(100L),
                        Importance.HIGH,
                        "How often each table is asked for new rows, in milliseconds. Redshift Serverless bills at least a"
                                + " minute for each time it is woken.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Poll interval")
                .define(
                        BATCH,
                        ConfigDef.Type.INT,
                        2_048,
                        ConfigDef.Range.between(1, 1_000_000),
                        Importance.LOW,
                        "The most records that one poll hands to Connect. Of tables with more than five columns they are"
                                + " fewer: 10,240 values, but at least 128 rows.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Batch size")
                .define(
                        QUEUE_BYTES,
                        ConfigDef.Type.LONG,
                        80L << 20,
                        ConfigDef.Range.atLeast(1L << 20),
                        Importance.MEDIUM,
                        "How many bytes of staged row groups all tables of a task hold in memory together, as they lie in S3;"
                                + " the default has room for two of Redshift's 32 MB. A row group that is larger is held"
                                + " alone. Tables wait in turn for theirs; more bytes let more of them read at once.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Bytes in memory")
                .define(
                        RETRIES,
                        ConfigDef.Type.INT,
                        10,
                        ConfigDef.Range.atLeast(-1),
                        Importance.MEDIUM,
                        "How many failures in a row of one table are retried, with growing pauses of one second to five minutes,"
                                + " before table.failure.mode counts; -1 for ever.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Retries")
                .define(
                        FAILURE_MODE,
                        ConfigDef.Type.STRING,
                        "retry",
                        Setting.oneOf(FailureMode.values()),
                        Importance.MEDIUM,
                        "What becomes of a table that failed errors.max.retries times in a row: 'retry' goes on every five"
                                + " minutes, 'skip' leaves it alone until its task is started again, 'fail' fails its task, and"
                                + " with it the task's other tables.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Table failure")
                .define(
                        VALIDATION,
                        ConfigDef.Type.STRING,
                        ONLINE,
                        ConfigDef.ValidString.in(ONLINE, OFFLINE),
                        Importance.LOW,
                        "Whether validating a configuration asks Redshift and S3, too ('online'), or only looks at the settings"
                                + " ('offline').",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Validation")
                .define(
                        VALIDATION_TIMEOUT,
                        ConfigDef.Type.LONG,
                        30_000L,
                        ConfigDef.Range.between(1_000L, 60_000L),
                        Importance.LOW,
                        "How long validating may ask AWS, Redshift and S3, in milliseconds; a REST request has 90 seconds.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Validation timeout");
    }

    static PollingConfig from(AbstractConfig config) {
        return new PollingConfig(
                Duration.ofMillis(config.getLong(INTERVAL)),
                config.getInt(BATCH),
                config.getLong(QUEUE_BYTES),
                config.getInt(RETRIES),
                FailureMode.valueOf(config.getString(FAILURE_MODE).toUpperCase(Locale.ROOT)),
                Duration.ofMillis(config.getLong(VALIDATION_TIMEOUT)));
    }
}
