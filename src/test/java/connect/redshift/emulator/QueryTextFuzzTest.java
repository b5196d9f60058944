// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.QueryText;
import connect.redshift.table.Relation;
import connect.redshift.table.RowFilter;
import connect.redshift.table.Span;
import connect.redshift.table.TableId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever SQL of a user's is taken, stays within the brackets that are put around it: by the local Redshift's own
 * scanner, which shares no code with the one that refuses.
 */
final class QueryTextFuzzTest {
    private static final int TEXTS = 100_000;
    private static final List<String> PIECES = List.of(
            "'",
            "''",
            "\\",
            "\"",
            "(",
            ")",
            ";",
            "--",
            "/*",
            "*/",
            "$",
            "$$",
            "$a$",
            "\n",
            " ",
            "\r",
            "a",
            "1",
            ",",
            "SELECT 1",
            "WITH b AS (",
            "UNION",
            "LIMIT 1",
            "${after}",
            "${upTo}",
            "E'",
            "*",
            "/",
            "-");

    @Test
    void aQueryStaysWithinItsBrackets() {
        String alias = " AS \"q\"";
        requireInside(text -> {
            QueryText query = QueryText.parse("SELECT " + text, false);
            String sql = new Relation.Query(TableId.ofQuery("q"), query, Optional.empty()).sql(Span.ALL);
            assertThat(sql).endsWith(alias);
            return sql.substring(0, sql.length() - alias.length());
        });
    }

    @Test
    void aFilterStaysWithinItsBrackets() {
        requireInside(text -> RowFilter.parse(text).and().substring(" AND ".length()));
    }

    private static void requireInside(UnaryOperator<String> bracketed) {
        long seed = System.nanoTime();
        System.out.println("texts of seed " + seed);
        Random random = new Random(seed);
        int taken = 0;
        for (int count = 0; count < TEXTS; count++) {
            String text = text(random);
            String sql = taken(bracketed, text);
            if (!sql.isEmpty()) {
                taken++;
                assertThat(isOneBracket(sql))
                        .as("seed %d, text <%s>", seed, text)
                        .isTrue();
            }
        }
        assertThat(taken).as("texts that were taken").isGreaterThan(TEXTS / 100);
    }

    private static String text(Random random) {
        return Stream.generate(() -> PIECES.get(random.nextInt(PIECES.size())))
                .limit(1 + random.nextInt(12))
                .collect(Collectors.joining());
    }

    private static String taken(UnaryOperator<String> bracketed, String text) {
        try {
            return bracketed.apply(text);
        } catch (IllegalArgumentException refused) {
            return "";
        }
    }

    /** Whether it ends where its first bracket does, and no statement ends inside. */
    private static boolean isOneBracket(String sql) {
        List<SqlToken> tokens = SqlScanner.tokens(sql);
        int depth = 0;
        for (int index = 0; index < tokens.size(); index++) {
            SqlToken token = tokens.get(index);
            if (token.isSymbol(";") || token.kind() == SqlToken.Kind.DOLLAR) {
                return false;
            }
            depth += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
            if (depth == 0) {
                return index == tokens.size() - 1;
            }
        }
        return false;
    }
}
