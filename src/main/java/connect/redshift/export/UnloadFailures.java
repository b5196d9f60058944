// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import connect.redshift.statement.StatementException;
import connect.redshift.table.BinaryType;
import connect.redshift.table.Column;
import connect.redshift.table.RowLayout;
import connect.redshift.table.Selection;
import connect.redshift.table.TableId;
import connect.redshift.table.TextType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What Redshift says when it cannot write a value, in the user's terms. Its texts name our alias of a column or, for
 * most overflows, no column at all; then those are named that it can be.
 */
final class UnloadFailures {
    private static final Pattern ALIAS = Pattern.compile("column \"?c(\\d{1,4})\\b\"?", Pattern.CASE_INSENSITIVE);
    /** Seen as "String value exceeds the max size of 65535 bytes", with the codes 1224 and 8001. */
    private static final List<String> TEXT_TOO_LONG = List.of("65535 bytes", "value too long for character type");
    /** "Numeric data overflow (result precision)", code 1058. */
    private static final String NUMBER_TOO_LONG = "numeric data overflow";

    private UnloadFailures() {}

    /** The failure of an UNLOAD of {@code selection}, with what the user can do where Redshift's words tell it. */
    static RuntimeException explained(Selection selection, Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof StatementException statement) {
            return advice(selection, statement.getMessage())
                    .map(advice -> new StatementException(
                            statement.getMessage() + (statement.getMessage().endsWith(".") ? " " : ". ") + advice,
                            statement.retriable(),
                            statement))
                    .orElse(statement);
        }
        return failure instanceof RuntimeException same ? same : new CompletionException(failure);
    }

    private static Optional<String> advice(Selection selection, String words) {
        Optional<Integer> alias =
                alias(words).filter(index -> index < selection.columns().size());
        if (alias.isPresent()) {
            return Optional.of("%s is %s of %s. Leave it out with column.exclude.list."
                    .formatted(
                            RowLayout.alias(alias.get()),
                            named(selection.columns().get(alias.get())),
                            selection.table().asObject()));
        }
        String lower = words.toLowerCase(Locale.ROOT);
        if (TEXT_TOO_LONG.stream().anyMatch(lower::contains)) {
            return Optional.of(textTooLong(selection));
        }
        return lower.contains(NUMBER_TOO_LONG) ? Optional.of(numberTooLong(selection.table())) : Optional.empty();
    }

    private static String numberTooLong(TableId table) {
        String where = table.isQuery()
                ? "does, and so may " + table.querySetting("filter")
                : "does if it is a view, and so may table.<group>.filter";
        return "The connector computes no numbers; %s %s.".formatted(table.asObject(), where);
    }

    private static Optional<Integer> alias(String words) {
        Matcher alias = ALIAS.matcher(words);
        return alias.find() ? Optional.of(Integer.valueOf(alias.group(1))) : Optional.empty();
    }

    private static String textTooLong(Selection selection) {
        Optional<String> converted = columns(selection, column -> column.type() instanceof BinaryType)
                .map("UNLOAD writes %s in hexadecimal digits, so no value may have more than 32767 bytes."::formatted);
        Optional<String> documents = columns(selection, column -> column.type() instanceof TextType.Super)
                .map("A view or a filter that works with text of %s meets the same limit."::formatted);
        return "Redshift does not name the column of %s. %s %s Leave the column out with column.exclude.list."
                .formatted(selection.table().asObject(), converted.orElse(""), documents.orElse(""))
                .replaceAll(" +", " ");
    }

    private static Optional<String> columns(Selection selection, Predicate<Column> like) {
        String names = IntStream.range(0, selection.columns().size())
                .mapToObj(selection.columns()::get)
                .filter(like)
                .map(UnloadFailures::named)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? Optional.empty() : Optional.of(names);
    }

    private static String named(Column column) {
        return "column \"%s\" (%s)".formatted(column.name(), column.type().sqlName());
    }
}
