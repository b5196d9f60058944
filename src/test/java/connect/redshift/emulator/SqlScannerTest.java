// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SqlScannerTest {
    @Test
    void stringsNamesAndCommentsAreOneTokenEach() {
        String sql = "SELECT 'a''b\\'; --', \"q\"\"x\" /* c /* d */ ' */ , 1.5e3::int, :p, $$ ; $$, a.b -- end";
        assertThat(SqlScanner.meaning(sql).stream().map(SqlToken::text))
                .containsExactly(
                        "SELECT",
                        "'a''b\\'; --'",
                        ",",
                        "\"q\"\"x\"",
                        ",",
                        "1.5e3",
                        "::",
                        "int",
                        ",",
                        ":p",
                        ",",
                        "$$ ; $$",
                        ",",
                        "a",
                        ".",
                        "b");
    }

    @Test
    void whatIsNotClosedIsRefused() {
        for (String sql : List.of("'a\\'", "\"a", "/* a", "$x$ a $y$")) {
            assertThatThrownBy(() -> SqlScanner.tokens(sql))
                    .isInstanceOf(SqlFailure.class)
                    .hasMessageContaining("unterminated");
        }
    }

    @Test
    void literalsHaveDoubledQuotesAndBackslashEscapes() {
        assertThat(SqlText.value("'it''s'")).isEqualTo("it's");
        assertThat(SqlText.value("'it\\'s'")).isEqualTo("it's");
        assertThat(SqlText.value("'a\\\\b'")).isEqualTo("a\\b");
        assertThat(SqlText.value("'a\\b\\n\\t\\q\\101'")).isEqualTo("a\b\n\tqA");
    }

    @Test
    void tokensJoinToTheTextAndLiteralsComeBack() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String alphabet = "'\\\"a \n-$;:é界(";
        for (int i = 0; i < 5000; i++) {
            StringBuilder value = new StringBuilder();
            random.ints(random.nextInt(12), 0, alphabet.length()).forEach(c -> value.append(alphabet.charAt(c)));
            String literal = SqlText.literal(value.toString());
            String sql = "SELECT " + literal + ","
                    + SqlText.identifier("x" + value.toString().replace("'", "")) + ";";
            assertThat(SqlText.value(literal)).as("seed %d", seed).isEqualTo(value.toString());
            assertThat(SqlText.join(SqlScanner.tokens(sql))).as("seed %d", seed).isEqualTo(sql);
            assertThat(SqlScanner.meaning(sql)).as("seed %d: %s", seed, sql).hasSize(4);
        }
    }
}
