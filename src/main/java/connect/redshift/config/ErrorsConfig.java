// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * What becomes of rows that cannot be records.
 *
 * @param topic where bad rows go; there with {@link RowMode#TOPIC}
 * @param maxRecordBytes rows of longer records are bad ones; 0 for no limit
 */
public record ErrorsConfig(RowMode rowMode, Optional<String> topic, long maxRecordBytes) {
    /** What one bad row does. */
    public enum RowMode {
        FAIL,
        SKIP,
        TOPIC
    }

    static final String ROW_MODE = "errors.row.mode";
    static final String TOPIC = "errors.deadletterqueue.topic.name";
    static final String MAX_BYTES = "max.record.bytes";
    private static final String GROUP = "Errors";

    static void define(ConfigDef def) {
        int order = 0;
        def.define(
                        ROW_MODE,
                        ConfigDef.Type.STRING,
                        name(RowMode.FAIL),
                        ConfigDef.ValidString.in(Arrays.stream(RowMode.values())
                                .map(ErrorsConfig::name)
                                .toArray(String[]::new)),
                        Importance.MEDIUM,
                        "What becomes of a row that cannot be read, or whose record is longer than max.record.bytes: its table"
                                + " stops there ('fail'), it is left out and counted in the log ('skip'), or what can be read of"
                                + " it goes to errors.deadletterqueue.topic.name ('topic').",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Bad rows")
                .define(
                        TOPIC,
                        ConfigDef.Type.STRING,
                        "",
                        Setting.matching(
                                name -> name.matches("[a-zA-Z0-9._-]{1,249}") && !name.matches("\\.{1,2}"),
                                "a topic's name: at most 249 letters, digits, dots, hyphens and underscores"),
                        Importance.MEDIUM,
                        "The topic of bad rows with errors.row.mode=topic, for all tables; not one that rows go to.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Topic of bad rows")
                .define(
                        MAX_BYTES,
                        ConfigDef.Type.LONG,
                        0L,
                        ConfigDef.Range.atLeast(0L),
                        Importance.MEDIUM,
                        "The longest record in bytes, before it is converted: a row with more is a bad one. With 0 nothing is"
                                + " measured, and a record that the worker's producer or the broker finds too long fails the"
                                + " task.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Longest record");
    }

    /** What is wrong between these settings and with others. */
    static List<Problem> problems(AbstractConfig config) {
        String topic = config.getString(TOPIC);
        if (rowMode(config) == RowMode.TOPIC && topic.isEmpty()) {
            return List.of(new Problem(
                    TOPIC, "errors.row.mode is \"topic\", so errors.deadletterqueue.topic.name must name that topic."));
        }
        String heartbeats = RecordsConfig.from(config).heartbeatTopic();
        if (topic.equals(heartbeats)) {
            return List.of(new Problem(
                    TOPIC,
                    "\"%s\" is the topic of heartbeats; give bad rows a topic of their own.".formatted(heartbeats)));
        }
        return List.of();
    }

    static ErrorsConfig from(AbstractConfig config) {
        return new ErrorsConfig(
                rowMode(config),
                Optional.of(config.getString(TOPIC)).filter(topic -> !topic.isEmpty()),
                config.getLong(MAX_BYTES));
    }

    private static RowMode rowMode(AbstractConfig config) {
        return RowMode.valueOf(config.getString(ROW_MODE).toUpperCase(Locale.ROOT));
    }

    private static String name(RowMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }
}
