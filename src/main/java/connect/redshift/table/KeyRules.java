// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Which columns are the key of which tables, as {@code message.key.columns} says; the first rule that matches wins. */
public record KeyRules(List<Rule> rules) {
    private static final String EXPECTED =
            "expected <tables>:<column>,<column>;… with a regular expression for schema.table";

    private static final String SETTING = "message.key.columns";

    /**
     * The key of the tables that a pattern matches.
     *
     * @param setting that says so
     */
    public record Rule(Pattern tables, List<String> columns, String setting) {
        public Rule {
            columns = List.copyOf(columns);
        }

        public Rule(Pattern tables, List<String> columns) {
            this(tables, columns, SETTING);
        }

        private boolean isFor(TableId table) {
            return tables.matcher(table.toString()).matches();
        }
    }

    public KeyRules {
        rules = List.copyOf(rules);
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
        List<String> columns = Arrays.stream(text.substring(colon + 1).split(",", -1))
                .map(String::strip)
                .toList();
        if (colon < 1 || columns.contains("")) {
            throw new IllegalArgumentException("\"%s\" is no rule; %s".formatted(text, EXPECTED));
        }
        if (columns.stream().distinct().count() < columns.size()) {
            throw new IllegalArgumentException("\"%s\" names a column twice".formatted(text));
        }
        try {
            return new Rule(Pattern.compile(text.substring(0, colon).strip(), Pattern.CASE_INSENSITIVE), columns);
        } catch (PatternSyntaxException malformed) {
            throw new IllegalArgumentException(
                    "\"%s\" is no rule; %s: %s".formatted(text, EXPECTED, malformed.getDescription()), malformed);
        }
    }

    /** What stands for the tables in the rules that match none of {@code tables}: most likely a spelling mistake. */
    public List<String> unmatched(List<TableId> tables) {
        return rules.stream()
                .filter(rule -> tables.stream().noneMatch(rule::isFor))
                .map(rule -> rule.tables().pattern())
                .toList();
    }

    /** Rules for one query go before all others. */
    public KeyRules with(TableId query, List<String> columns) {
        Rule own = new Rule(Pattern.compile(Pattern.quote(query.toString())), columns, query.querySetting(SETTING));
        return new KeyRules(Stream.concat(Stream.of(own), rules.stream()).toList());
    }

    /** The setting that decides a table's key. */
    String setting(TableId table) {
        return rules.stream()
                .filter(rule -> rule.isFor(table))
                .map(Rule::setting)
                .findFirst()
                .orElse(SETTING);
    }

    /** The key columns of a table; empty where no rule is about it. */
    Optional<List<String>> of(TableId table) {
        return rules.stream()
                .filter(rule -> rule.isFor(table))
                .map(Rule::columns)
                .findFirst();
    }
}
