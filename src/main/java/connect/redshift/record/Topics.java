// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.TableId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The topic of each table, made from a template with <code>${topic.prefix}</code>, <code>${database}</code>,
 * <code>${schema}</code> and <code>${table}</code>, or <code>${query}</code> for a query's.
 *
 * @param templates the template of each table
 * @param taken topics that no table may have: those of heartbeats and of bad rows
 */
public record Topics(String prefix, String database, Function<TableId, String> templates, List<String> taken) {
    /** Kafka's own limit, which leaves room for a partition's number in a file name. */
    private static final int LONGEST = 249;

    /** The table's topic; what Kafka does not take in a name becomes an underscore, as with Debezium. */
    public String of(TableId table) {
        String topic = templates
                .apply(table)
                .replace("${topic.prefix}", prefix)
                .replace("${database}", safe(database))
                .replace("${schema}", safe(table.schema()))
                .replace("${table}", safe(table.name()))
                .replace("${query}", safe(table.name()));
        if (topic.length() > LONGEST || topic.equals(".") || topic.equals("..")) {
            throw new IllegalArgumentException(
                    ("The topic of %s would be \"%s\", which Kafka does not take: a name has at most %d characters"
                                    + " and is neither \".\" nor \"..\". Set %s.")
                            .formatted(table.asObject(), topic, LONGEST, settings(table)));
        }
        return topic;
    }

    private static String safe(String name) {
        return name.replaceAll("[^a-zA-Z0-9._-]", "_");
    }

    /**
     * What is wrong with the topics of these tables. Two tables share a topic only on purpose: with a template that names
     * neither schema nor table. And two names that differ in dots and underscores alone are one to a broker, which
     * refuses to create the second (org.apache.kafka.common.internals.Topic, hasCollision).
     */
    public List<String> problems(List<TableId> tables) {
        List<String> problems = new ArrayList<>();
        Map<String, TableId> owners = new HashMap<>();
        for (TableId table : tables) {
            try {
                String topic = of(table);
                if (isTaken(topic)) {
                    problems.add(
                            ("%s would go to the topic \"%s\", which is that of heartbeats (topic.heartbeat.prefix) or"
                                            + " of bad rows (errors.deadletterqueue.topic.name). Give one of them another.")
                                    .formatted(table.asSubject(), topic));
                }
                TableId other = owners.putIfAbsent(topic.replace('.', '_'), table);
                if (other != null && !(topic.equals(of(other)) && shared(table) && shared(other))) {
                    problems.add(conflict(other, table));
                }
            } catch (IllegalArgumentException wrong) {
                problems.add(wrong.getMessage());
            }
        }
        return problems;
    }

    private String conflict(TableId one, TableId other) {
        if (of(one).equals(of(other))) {
            return ("%s would both go to the topic \"%s\". Give one of them a topic of its own"
                            + " (%s); to mix them on purpose,"
                            + " name the topic without ${schema} and ${table}.")
                    .formatted(both(one, other), of(one), settings(one, other));
        }
        return ("%s would go to the topics \"%s\" and \"%s\", of which Kafka takes only one: they"
                        + " differ in dots and underscores alone. Give one of them another topic"
                        + " (%s).")
                .formatted(both(one, other), of(one), of(other), settings(one, other));
    }

    private static String both(TableId one, TableId other) {
        return one.isQuery() || other.isQuery()
                ? one.asSubject() + " and " + other.asObject()
                : "Tables \"%s\" and \"%s\"".formatted(one, other);
    }

    /** What decides a topic. */
    private static String settings(TableId... tables) {
        return Arrays.stream(tables)
                .map(table -> table.isQuery()
                        ? table.querySetting("topic")
                        : "table.topic.name.template, or a topic in table.groups")
                .distinct()
                .collect(Collectors.joining(", or "));
    }

    /** Kafka takes no two topics that differ in dots and underscores alone. */
    private boolean isTaken(String topic) {
        return taken.stream().anyMatch(other -> other.replace('.', '_').equals(topic.replace('.', '_')));
    }

    private boolean shared(TableId table) {
        String template = templates.apply(table);
        return Stream.of("${schema}", "${table}", "${query}").noneMatch(template::contains);
    }
}
