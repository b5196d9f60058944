// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which columns are the key of which tables; the first rule that matches wins.
 *
 * @param setting what says so
 */
public record KeyRules(String setting, List<Rule> rules) {
    private static final String FOR_ALL = "message.key.columns";

    private static final String EXPECTED =
            "expected <tables>:<column>,<column>;… with a regular expression for schema.table";

    /** The key of the tables that a pattern matches. */
    public record Rule(NamePattern tables, List<String> columns) {
        public Rule {
            columns = List.copyOf(columns);
        }

        private boolean isFor(TableId table) {
            return tables.matches(table);
        }
    }

    public KeyRules {
        rules = List.copyOf(rules);
    }

    public KeyRules(List<Rule> rules) {
        this(FOR_ALL, rules);
    }

    /** The same key for every table. */
    public static KeyRules always(String setting, List<String> columns) {
        return new KeyRules(setting, List.of(new Rule(NamePattern.of(".*"), columns)));
    }

    /** Rules in Debezium's form; throws {@link IllegalArgumentException} with what is wrong. */
    public static KeyRules parse(String text) {
        return new KeyRules(Arrays.stream(text.split(";", -1))
                .map(String::strip)
                .filter(rule -> !rule.isEmpty())
                .map(KeyRules::rule)
                .toList());
    }

    private static Rule rule(String text) {
        // The last colon: regular expressions may hold others.
        int colon = text.lastIndexOf(':');
        List<String> columns = names(text.substring(colon + 1));
        if (colon < 1 || columns.contains("")) {
            throw new IllegalArgumentException("\"%s\" is no rule; %s".formatted(text, EXPECTED));
        }
        requireDistinct(text, columns);
        try {
            return new Rule(NamePattern.ignoringCase(text.substring(0, colon).strip()), columns);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "\"%s\" is no rule; %s: %s".formatted(text, EXPECTED, malformed.getMessage()), malformed);
        }
    }

    /** Names of columns with commas in between; throws {@link IllegalArgumentException} with what is wrong. */
    public static List<String> columns(String text) {
        List<String> columns = names(text);
        if (columns.contains("")) {
            throw new IllegalArgumentException("a name is empty");
        }
        requireDistinct(text, columns);
        return columns;
    }

    private static List<String> names(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    private static void requireDistinct(String text, List<String> columns) {
        if (columns.stream().distinct().count() < columns.size()) {
            throw new IllegalArgumentException("\"%s\" names a column twice".formatted(text));
        }
    }

    /** What stands for the tables in the rules that match none of {@code tables}: most likely a spelling mistake. */
    public List<String> unmatched(List<TableId> tables) {
        return rules.stream()
                .filter(rule -> tables.stream().noneMatch(rule::isFor))
                .map(rule -> rule.tables().toString())
                .toList();
    }

    /** The key columns of a table; empty where no rule is about it. */
    Optional<List<String>> of(TableId table) {
        return rules.stream()
                .filter(rule -> rule.isFor(table))
                .map(Rule::columns)
                .findFirst();
    }
}
