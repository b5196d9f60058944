// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The topic of each table, made from a template with <code>${topic.prefix}</code>, <code>${database}</code>,
 * <code>${schema}</code> and <code>${table}</code>.
 *
 * @param templates the template of each table
 */
public record Topics(String prefix, String database, Function<TableId, String> templates) {
    /** Kafka's own limit, which leaves room for a partition's number in a file name. */
    private static final int LONGEST = 249;

    /** The table's topic; what Kafka does not take in a name becomes an underscore, as with Debezium. */
    public String of(TableId table) {
        String topic = templates
                .apply(table)
                .replace("${topic.prefix}", prefix)
                .replace("${database}", safe(database))
                .replace("${schema}", safe(table.schema()))
                .replace("${table}", safe(table.name()));
        if (topic.length() > LONGEST || topic.equals(".") || topic.equals("..")) {
            throw new IllegalArgumentException(
                    ("The topic of table \"%s\" would be \"%s\", which Kafka does not take: a name has at most %d characters"
                                    + " and is neither \".\" nor \"..\". Set table.topic.name.template, or a topic in table.groups.")
                            .formatted(table, topic, LONGEST));
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
            return ("Tables \"%s\" and \"%s\" would both go to the topic \"%s\". Give one of them a topic of its own"
                            + " (table.topic.name.template, or a topic in table.groups); to mix them on purpose,"
                            + " name the topic without ${schema} and ${table}.")
                    .formatted(one, other, of(one));
        }
        return ("Tables \"%s\" and \"%s\" would go to the topics \"%s\" and \"%s\", of which Kafka takes only one: they"
                        + " differ in dots and underscores alone. Give one of them another topic"
                        + " (table.topic.name.template, or a topic in table.groups).")
                .formatted(one, other, of(one), of(other));
    }

    private boolean shared(TableId table) {
        String template = templates.apply(table);
        return !template.contains("${schema}") && !template.contains("${table}");
    }
}
