// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.ColumnRules;
import connect.redshift.table.KeyRules;
import connect.redshift.table.RowFilter;
import connect.redshift.table.SchemaEvolution;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.Shard;
import connect.redshift.table.Slice;
import connect.redshift.table.TableId;
import connect.redshift.table.TableRules;
import connect.redshift.table.TypeOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/** Everything a user may set, parsed once; nobody below the root sees it. */
public record ConnectorConfig(
        String name,
        ConnectionConfig connection,
        TablesConfig tables,
        QueriesConfig queries,
        WindowsConfig windows,
        ColumnsConfig columns,
        StagingConfig staging,
        RecordsConfig records,
        TypeOptions types,
        SchemaEvolution evolution,
        PollingConfig polling,
        CostConfig cost,
        ErrorsConfig errors,
        DeliveryConfig delivery) {

    public static ConfigDef definition() {
        ConfigDef def = new ConfigDef();
        ConnectionConfig.define(def);
        TablesConfig.define(def);
        QueriesConfig.define(def);
        WindowsConfig.define(def);
        ColumnsConfig.define(def);
        StagingConfig.define(def);
        RecordsConfig.define(def);
        TypesConfig.define(def);
        PollingConfig.define(def);
        CostConfig.define(def);
        ErrorsConfig.define(def);
        DeliveryConfig.define(def);
        return def;
    }

    /** The settings as Connect shows them, each with what is wrong about it; nothing remote is asked. */
    public static Config validate(Map<String, String> settings) {
        List<ConfigValue> values = definition().validate(settings);
        // What is no number is checked as null, too, and one error is enough.
        values.forEach(value -> {
            if (value.errorMessages().size() > 1) {
                value.errorMessages().removeIf(message -> message.startsWith("Invalid value null for"));
            }
        });
        Config config = new Config(new ArrayList<>(values));
        if (values.stream().allMatch(value -> value.errorMessages().isEmpty())) {
            problems(parsed(settings)).forEach(problem -> attach(config, problem));
        }
        return config;
    }

    /** Puts a problem on the setting that it belongs to; those with names of the user's own are shown for it only. */
    public static void attach(Config config, Problem problem) {
        List<ConfigValue> values = config.configValues();
        ConfigValue value = values.stream()
                .filter(each -> each.name().equals(problem.setting()))
                .findFirst()
                .orElseGet(() -> {
                    ConfigValue own = new ConfigValue(problem.setting());
                    values.add(own);
                    return own;
                });
        value.addErrorMessage(problem.message());
    }

    /** Whether validation may ask Redshift and S3. */
    public static boolean validatesOnline(Map<String, String> settings) {
        return settings.getOrDefault(PollingConfig.VALIDATION, PollingConfig.ONLINE)
                .equals(PollingConfig.ONLINE);
    }

    /** The settings as values; throws {@link ConfigException} with all cross-setting problems together. */
    public static ConnectorConfig from(Map<String, String> settings) {
        AbstractConfig config = parsed(settings);
        List<Problem> problems = problems(config);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems.stream()
                    .map(problem -> problem.setting() + ": " + problem.message())
                    .distinct()
                    .collect(Collectors.joining(" ")));
        }
        return new ConnectorConfig(
                settings.getOrDefault("name", "redshift-source"),
                ConnectionConfig.from(config),
                TablesConfig.from(config),
                QueriesConfig.from(config),
                WindowsConfig.from(config),
                ColumnsConfig.from(config),
                StagingConfig.from(config),
                RecordsConfig.from(config),
                TypesConfig.from(config),
                TypesConfig.evolution(config),
                PollingConfig.from(config),
                CostConfig.from(config),
                ErrorsConfig.from(config),
                DeliveryConfig.from(config));
    }

    /** The template of a table's topic: its group's, or the one for all. */
    public String topicTemplate(TableId table) {
        return table.isQuery()
                ? queries.query(table).flatMap(QueryConfig::topic).orElse(QueryConfig.TOPIC_TEMPLATE)
                : tables.group(table).flatMap(TableGroup::topic).orElse(records.topicTemplate());
    }

    /** Which rows of a table or query are read when, its own settings before those for all. */
    public WindowsConfig windows(TableId table) {
        return queries.query(table)
                .map(QueryConfig::reading)
                .or(() -> tables.group(table).map(TableGroup::reading))
                .map(windows::with)
                .orElse(windows);
    }

    /** How often a table or query is asked for new rows. */
    public Duration pollInterval(TableId table) {
        return queries.query(table)
                .flatMap(QueryConfig::pollInterval)
                .or(() -> tables.group(table).flatMap(TableGroup::pollInterval))
                .orElse(polling.interval());
    }

    /** The watermark column by which a table or query is read; empty where it is read as a whole. */
    public Optional<String> watermarkColumn(TableId table) {
        return windows(table).bulk()
                ? Optional.empty()
                : queries.query(table).flatMap(QueryConfig::watermarkColumn).or(() -> tables.watermarkColumn(table));
    }

    /** Why a table or query cannot be read, whatever it is: the settings do not say how. */
    public Optional<String> problem(TableId table) {
        return tables.conflict(table)
                .or(() -> slices(table).isEmpty() ? Optional.of(shardColumnMissing(table)) : Optional.empty())
                .or(() -> windows(table).bulk() || watermarkColumn(table).isPresent()
                        ? Optional.empty()
                        : Optional.of(
                                "%s has no watermark column: set watermark.column, or add the table to a group of table.groups."
                                        .formatted(table.asSubject())));
    }

    /** Which rows of a table are exported. */
    public RowFilter filter(TableId table) {
        return queries.query(table)
                .map(QueryConfig::filter)
                .or(() -> tables.group(table).flatMap(TableGroup::filter))
                .orElse(RowFilter.NONE);
    }

    /** The setting that names a table's or query's watermark column. */
    public String watermarkSetting(TableId table) {
        String own = table.querySetting(TablesConfig.WATERMARK);
        return table.isQuery() ? own : tables.watermarkSetting(table);
    }

    /** The setting that holds the filter of a table or query. */
    public String filterSetting(TableId table) {
        return table.isQuery() ? table.querySetting(QueryConfig.FILTER) : tables.filterSetting(table);
    }

    /** The setting that holds a query's text; empty for a table. */
    public Optional<String> querySetting(TableId table) {
        return table.isQuery() ? Optional.of(table.querySetting(QueryConfig.SQL)) : Optional.empty();
    }

    private KeyRules keys(TableId table) {
        return queries.query(table)
                .flatMap(QueryConfig::keyColumns)
                .map(columns -> KeyRules.always(table.querySetting(RecordsConfig.KEY_COLUMNS), columns))
                .or(() -> tables.group(table).flatMap(TableGroup::keys))
                .orElse(records.keys());
    }

    /**
     * The streams that a table is read by: one for all of it, or one a shard; empty where nothing says by which column it
     * is split.
     */
    public List<Slice> slices(TableId table) {
        int shards = tables.group(table).map(group -> group.split().shards()).orElse(1);
        if (shards == 1) {
            return List.of(Slice.ALL);
        }
        return tables.group(table)
                .flatMap(group -> group.split().column())
                .or(() -> rules(table).keyColumns(table).map(key -> key.get(0)))
                .map(column -> Shard.of(shards).stream()
                        .map(shard -> new Slice(shard, column))
                        .toList())
                .orElseGet(List::of);
    }

    /** The setting that says by which column a table is split. */
    public String shardColumnSetting(TableId table) {
        return tables.group(table)
                .map(group -> group.key(GroupSetting.SHARD_COLUMN))
                .orElse(TablesConfig.GROUPS);
    }

    /** What to do where {@link #slices} finds no column. */
    public String shardColumnMissing(TableId table) {
        return "Table \"%s\" is to be split into shards and nothing says by which column: set %s, or name the table's key in message.key.columns."
                .formatted(table, shardColumnSetting(table));
    }

    /** What is made of a table. */
    public TableRules rules(TableId table) {
        RecordsConfig.Adjustments adjustments = records.adjustments();
        return new TableRules(
                SchemaNames.of(records.topicPrefix(), table, adjustments.schemas(), adjustments.fields()),
                keys(table),
                columns.rules()
                        .with(tables.group(table).map(TableGroup::columns).orElse(ColumnRules.Own.NONE)),
                filter(table),
                types,
                evolution);
    }

    /** What is wrong with the settings, given the tables and queries that they select: each part of them must be about some. */
    public List<Problem> problems(List<TableId> selected) {
        if (selected.isEmpty()) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>(tables.problems(selected));
        selected.stream()
                .filter(table -> slices(table).isEmpty())
                .forEach(table -> problems.add(new Problem(shardColumnSetting(table), shardColumnMissing(table))));
        records.keys()
                .unmatched(selected)
                .forEach(pattern -> problems.add(new Problem(
                        RecordsConfig.KEY_COLUMNS,
                        "\"%s\" (message.key.columns) matches none of the %d tables that are selected. Check its spelling, or take the rule out."
                                .formatted(pattern, selected.size()))));
        return problems;
    }

    private static AbstractConfig parsed(Map<String, String> settings) {
        return new AbstractConfig(definition(), settings, false);
    }

    private static List<Problem> problems(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>(ConnectionConfig.problems(config));
        problems.addAll(TablesConfig.problems(config));
        problems.addAll(QueriesConfig.problems(config));
        problems.addAll(WindowsConfig.problems(config));
        problems.addAll(ColumnsConfig.problems(config));
        problems.addAll(RecordsConfig.problems(config));
        problems.addAll(ErrorsConfig.problems(config));
        problems.addAll(DeliveryConfig.problems(config));
        if (DeliveryConfig.mustBeExactlyOnce(config)) {
            problems.addAll(WindowsConfig.repeats(config));
        }
        return problems;
    }

    /**
     * What sends rows again on purpose, each on the setting that asks for it; settings that make no sense, which
     * validation tells, ask for nothing.
     */
    public static List<Problem> repeats(Map<String, String> settings) {
        try {
            return WindowsConfig.repeats(parsed(settings));
        } catch (ConfigException toldByValidation) {
            return List.of();
        }
    }
}
