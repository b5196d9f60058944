// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Which queries are streamed beside tables, each with settings of its own, and what becomes of one that is changed. */
public record QueriesConfig(List<QueryConfig> queries, Change change) {
    static final String NAMES = "query.names";
    public static final String CHANGE = "query.change.mode";
    private static final String PREFIX = "query.";
    private static final String GROUP = "Queries";

    /** What becomes of a query whose text is another than that of its stored offset. */
    public enum Change {
        /** It is not read. */
        FAIL,
        /** It is read from its beginning. */
        RESTART
    }

    public QueriesConfig {
        queries = List.copyOf(queries);
    }

    static void define(ConfigDef def) {
        new SettingGroup(def, GROUP)
                .list(
                        NAMES,
                        Setting.each(
                                QueriesConfig::isName, "letters, digits, hyphens and underscores, and not \"change\""),
                        "Queries",
                        "Names of queries that are streamed as tables are, beside them or alone. Each needs query.<name>.sql, one"
                                + " SELECT, and query.<name>.watermark.column where watermark.column is not right for it; it may"
                                + " have query.<name>.mode, .poll.interval.ms, .filter, .topic (with ${topic.prefix}, ${database}"
                                + " and ${query}; <topic.prefix>.<name> without it) and .message.key.columns"
                                + " (<column>,<column>).")
                .choice(
                        CHANGE,
                        List.of("fail", "restart"),
                        "Changed query",
                        "What becomes of a query whose text was changed since its stored offset was written: 'fail' does not read"
                                + " it until the text or the offset is put right, 'restart' reads it from its beginning.");
    }

    private static boolean isName(String name) {
        // query.names and query.change.mode are settings themselves.
        return TableId.isQueryName(name) && !name.equals("change") && !name.equals("names");
    }

    /** The query of this name; empty for a table. */
    public Optional<QueryConfig> query(TableId id) {
        return queries.stream().filter(query -> query.id().equals(id)).findFirst();
    }

    /** The queries in the order of their names' list. */
    public List<TableId> ids() {
        return queries.stream().map(QueryConfig::id).toList();
    }

    static boolean isNone(AbstractConfig config) {
        return config.getList(NAMES).isEmpty();
    }

    static List<Problem> problems(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>();
        List<String> names = config.getList(NAMES);
        names.stream()
                .filter(name -> names.indexOf(name) != names.lastIndexOf(name))
                .distinct()
                .forEach(name -> problems.add(new Problem(NAMES, "query.names has \"%s\" twice.".formatted(name))));
        Map<String, Object> settings = config.originals();
        for (String key : new TreeSet<>(settings.keySet())) {
            if (key.startsWith(PREFIX) && !key.equals(NAMES) && !key.equals(CHANGE)) {
                unknown(key, names).ifPresent(message -> problems.add(new Problem(key, message)));
            }
        }
        for (String name : names) {
            List<Problem> own = QueryConfig.problems(name, settings, defaults(config));
            problems.addAll(own);
            if (own.isEmpty()
                    && WindowsConfig.startsNow(config)
                    && QueryConfig.from(name, settings, defaults(config)).whole()) {
                problems.add(new Problem(
                        PREFIX + name + "." + WindowsConfig.MODE,
                        "Query \"%s\" is read as a whole (mode=bulk), and snapshot.mode is \"no_data\"; choose one."
                                .formatted(name)));
            }
        }
        return problems;
    }

    private static Optional<String> unknown(String key, List<String> names) {
        String rest = key.substring(PREFIX.length());
        int dot = rest.indexOf('.');
        String name = dot < 0 ? "" : rest.substring(0, dot);
        if (dot < 0 || !QueryConfig.isSetting(rest.substring(dot + 1))) {
            return Optional.of("%s is no setting of queries. There are %s, %s, %s."
                    .formatted(key, NAMES, CHANGE, QueryConfig.settings()));
        }
        return names.contains(name)
                ? Optional.empty()
                : Optional.of(
                        "%s is set, and \"%s\" is not among query.names (%s). Add it there, or take the setting away."
                                .formatted(key, name, String.join(", ", names)));
    }

    private static QueryConfig.Defaults defaults(AbstractConfig config) {
        return new QueryConfig.Defaults(
                WindowsConfig.isBulk(config), ConnectionConfig.present(config, TablesConfig.WATERMARK));
    }

    static QueriesConfig from(AbstractConfig config) {
        return new QueriesConfig(
                config.getList(NAMES).stream()
                        .map(name -> QueryConfig.from(name, config.originals(), defaults(config)))
                        .toList(),
                Change.valueOf(config.getString(CHANGE).toUpperCase(Locale.ROOT)));
    }
}
