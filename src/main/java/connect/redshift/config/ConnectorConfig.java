// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.RowFilter;
import connect.redshift.table.TableId;
import connect.redshift.table.TypeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        WindowsConfig windows,
        ColumnsConfig columns,
        StagingConfig staging,
        RecordsConfig records,
        TypeOptions types,
        PollingConfig polling,
        DeliveryConfig delivery) {

    public static ConfigDef definition() {
        ConfigDef def = new ConfigDef();
        ConnectionConfig.define(def);
        TablesConfig.define(def);
        WindowsConfig.define(def);
        ColumnsConfig.define(def);
        StagingConfig.define(def);
        RecordsConfig.define(def);
        TypesConfig.define(def);
        PollingConfig.define(def);
        DeliveryConfig.define(def);
        return def;
    }

    /** The settings as Connect shows them, each with what is wrong about it; nothing remote is asked. */
    public static Config validate(Map<String, String> settings) {
        List<ConfigValue> values = definition().validate(settings);
        Config config = new Config(values);
        if (values.stream().allMatch(value -> value.errorMessages().isEmpty())) {
            problems(parsed(settings)).forEach(problem -> attach(config, problem));
        }
        return config;
    }

    /** Puts a problem on the setting that it belongs to. */
    public static void attach(Config config, Problem problem) {
        config.configValues().stream()
                .filter(value -> value.name().equals(problem.setting()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no setting is called " + problem.setting()))
                .addErrorMessage(problem.message());
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
                WindowsConfig.from(config),
                ColumnsConfig.from(config),
                StagingConfig.from(config),
                RecordsConfig.from(config),
                TypesConfig.from(config),
                PollingConfig.from(config),
                DeliveryConfig.from(config));
    }

    /** The template of a table's topic: its group's, or the one for all. */
    public String topicTemplate(TableId table) {
        return tables.group(table).flatMap(TableGroup::topic).orElse(records.topicTemplate());
    }

    /** Which rows of a table are exported. */
    public RowFilter filter(TableId table) {
        return tables.group(table).flatMap(TableGroup::filter).orElse(RowFilter.NONE);
    }

    private static AbstractConfig parsed(Map<String, String> settings) {
        return new AbstractConfig(definition(), settings, false);
    }

    private static List<Problem> problems(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>(ConnectionConfig.problems(config));
        problems.addAll(TablesConfig.problems(config));
        problems.addAll(WindowsConfig.problems(config));
        problems.addAll(ColumnsConfig.problems(config));
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
