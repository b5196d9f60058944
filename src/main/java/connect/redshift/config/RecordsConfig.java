// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.KeyRules;
import connect.redshift.table.NameAdjustment;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What records look like and where they go. */
public record RecordsConfig(
        String topicPrefix,
        String topicTemplate,
        String heartbeatTopic,
        Duration heartbeatInterval,
        KeyRules keys,
        Adjustments adjustments,
        boolean sourceHeaders) {
    /** How schemas and fields are named. */
    public record Adjustments(NameAdjustment schemas, NameAdjustment fields) {}

    static final String TOPIC_PREFIX = "topic.prefix";
    public static final String TOPIC_TEMPLATE = "table.topic.name.template";
    static final String TOPIC_TEMPLATE_FORM =
            "letters, digits, dots, hyphens, underscores, ${topic.prefix}, ${database}, ${schema} and ${table}";
    static final String KEY_COLUMNS = "message.key.columns";
    static final String SCHEMA_NAMES = "schema.name.adjustment.mode";
    static final String FIELD_NAMES = "field.name.adjustment.mode";
    static final String SOURCE_HEADERS = "source.headers.enabled";
    static final String HEARTBEAT_INTERVAL = "heartbeat.interval.ms";
    static final String HEARTBEAT_PREFIX = "topic.heartbeat.prefix";
    private static final String GROUP = "Records";
    private static final int LONGEST_TOPIC = 249;

    static void define(ConfigDef def) {
        int order = 0;
        ConfigDef.Validator topic = Setting.matching(
                name -> name.matches("[a-zA-Z0-9._-]{1,200}"), "letters, digits, dots, hyphens and underscores");
        def.define(
                        TOPIC_PREFIX,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.CompositeValidator.of(new ConfigDef.NonEmptyString(), topic),
                        Importance.HIGH,
                        "What names begin with: topics are called <topic.prefix>.<schema>.<table> unless table.topic.name.template"
                                + " says otherwise, schemas <topic.prefix>.<schema>.<table>.Value and .Key.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Topic prefix")
                .define(
                        TOPIC_TEMPLATE,
                        ConfigDef.Type.STRING,
                        "${topic.prefix}.${schema}.${table}",
                        ConfigDef.CompositeValidator.of(
                                new ConfigDef.NonEmptyString(),
                                Setting.matching(RecordsConfig::isTopicTemplate, TOPIC_TEMPLATE_FORM)),
                        Importance.MEDIUM,
                        "The name of each table's topic, with ${topic.prefix}, ${database}, ${schema} and ${table}. What Kafka"
                                + " does not take in these becomes an underscore. Without the last two, tables share a topic.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "Topic template")
                .define(
                        KEY_COLUMNS,
                        ConfigDef.Type.STRING,
                        "",
                        Setting.parsed(KeyRules::parse, "<tables>:<column>,<column>;…"),
                        Importance.MEDIUM,
                        "The columns that make a record's key: <tables>:<column>,<column>;… where <tables> is a regular"
                                + " expression that must match the whole of schema.table. A table that no rule matches has its"
                                + " declared primary key, or none.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "Key columns")
                .define(
                        SCHEMA_NAMES,
                        ConfigDef.Type.STRING,
                        "none",
                        ConfigDef.ValidString.in("none", "avro", "avro_unicode"),
                        Importance.LOW,
                        "How schema names are made names that Avro takes: 'avro' puts an underscore for what it does not take,"
                                + " 'avro_unicode' puts _uxxxx for that and for the underscore itself, 'none' nothing.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Schema names")
                .define(
                        FIELD_NAMES,
                        ConfigDef.Type.STRING,
                        "none",
                        ConfigDef.ValidString.in("none", "avro", "avro_unicode"),
                        Importance.LOW,
                        "The same for the names of fields, which are those of columns. Two columns that would be one field are"
                                + " an error.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Field names")
                .define(
                        SOURCE_HEADERS,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Whether records say in headers where their row comes from: __version, __db, __schema, __table,"
                                + " __window_after, __window_up_to, __export, __unload_ts_ms, __part and __row.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Source headers")
                .define(
                        HEARTBEAT_INTERVAL,
                        ConfigDef.Type.LONG,
                        0L,
                        ConfigDef.Range.atLeast(0L),
                        Importance.LOW,
                        "How often, in milliseconds, an idle table sends a heartbeat record with its offset. With 0, only"
                                + " positions that no row carries are sent so, and those always are: Connect stores offsets with"
                                + " records only.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Heartbeat interval")
                .define(
                        HEARTBEAT_PREFIX,
                        ConfigDef.Type.STRING,
                        "__redshift-heartbeat",
                        ConfigDef.CompositeValidator.of(new ConfigDef.NonEmptyString(), topic),
                        Importance.LOW,
                        "The heartbeat topic is <topic.heartbeat.prefix>.<topic.prefix>.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Heartbeat topic prefix");
    }

    private static NameAdjustment adjustment(AbstractConfig config, String key) {
        return NameAdjustment.valueOf(config.getString(key).toUpperCase(Locale.ROOT));
    }

    static boolean isTopicTemplate(String text) {
        return text.matches("([a-zA-Z0-9._-]|\\$\\{(topic\\.prefix|database|schema|table)})+");
    }

    private static String heartbeatTopic(AbstractConfig config) {
        return config.getString(HEARTBEAT_PREFIX) + "." + config.getString(TOPIC_PREFIX);
    }

    static List<Problem> problems(AbstractConfig config) {
        String topic = heartbeatTopic(config);
        return topic.length() <= LONGEST_TOPIC
                ? List.of()
                : List.of(new Problem(
                        HEARTBEAT_PREFIX,
                        "The heartbeat topic <topic.heartbeat.prefix>.<topic.prefix> would have %d characters; Kafka takes %d. Make one of them shorter."
                                .formatted(topic.length(), LONGEST_TOPIC)));
    }

    static RecordsConfig from(AbstractConfig config) {
        return new RecordsConfig(
                config.getString(TOPIC_PREFIX),
                config.getString(TOPIC_TEMPLATE),
                heartbeatTopic(config),
                Duration.ofMillis(config.getLong(HEARTBEAT_INTERVAL)),
                KeyRules.parse(config.getString(KEY_COLUMNS)),
                new Adjustments(adjustment(config, SCHEMA_NAMES), adjustment(config, FIELD_NAMES)),
                config.getBoolean(SOURCE_HEADERS));
    }
}
