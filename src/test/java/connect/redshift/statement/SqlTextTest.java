// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.testing.SqlReader;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class SqlTextTest {
    private static final int TEXTS = 100_000;
    private static final long SEED = Long.getLong("escape.seed", new Random().nextInt(1_000_000_000));
    private static final String[] PIECES = {
        "'", "\\", "$", "\"", "\n", "\r", "\t", "{", "}", ";", "--", "/*", "*/", "$$", "''", "\\'", "'\\", "\\\\", "%s",
        "{}", "b", "n", "x41", "101", "0", " ", "a", "Z", "_", "ä", "語", "😀", "\u0001", "\u2028", "')", "UNLOAD",
        ":name", "?"
    };

    @Test
    void identifierDoublesItsQuotes() {
        assertThat(SqlText.identifier("order \"id\"")).isEqualTo("\"order \"\"id\"\"\"");
    }

    @Test
    void literalDoublesQuotesAndBackslashes() {
        assertThat(SqlText.literal("it's a\\b")).isEqualTo("'it''s a\\\\b'");
    }

    @Test
    void literalInsideUnloadIsEscapedTwice() {
        assertThat(SqlText.literal("SELECT " + SqlText.literal("a\\b"))).isEqualTo("'SELECT ''a\\\\\\\\b'''");
    }

    @Test
    void nulIsRefused() {
        assertThatThrownBy(() -> SqlText.literal("a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a text with a NUL character cannot be written in SQL");
    }

    @Test
    void anyTextIsReadBackAsItself() {
        Random random = new Random(SEED);
        for (int index = 0; index < TEXTS; index++) {
            String text = text(random);
            String name = text.isEmpty() ? "c" : text;
            assertThat(identifier(SqlText.identifier(name)))
                    .as(() -> "identifier, escape.seed=" + SEED)
                    .isEqualTo(name);
            assertThat(literal(SqlText.literal(text)))
                    .as(() -> "literal, escape.seed=" + SEED)
                    .isEqualTo(text);
            assertThat(throughUnload(name, text, SqlText::literal))
                    .as(() -> "literal inside UNLOAD, escape.seed=" + SEED)
                    .isEqualTo(text);
        }
    }

    /** The property can fail: with quotes doubled and backslashes left alone, many texts change or break the statement. */
    @Test
    void doublingOnlyQuotesIsCaught() {
        Random random = new Random(SEED);
        int same = 0;
        for (int index = 0; index < 4_000; index++) {
            String text = text(random);
            try {
                same += throughUnload("c", text, SqlTextTest::onlyQuotesDoubled).equals(text) ? 1 : 0;
            } catch (IllegalArgumentException broken) {
                assertThat(text).contains("\\");
            }
        }
        assertThat(same).as("escape.seed=" + SEED).isLessThan(3_000);
    }

    private static String onlyQuotesDoubled(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private static String throughUnload(String name, String text, UnaryOperator<String> quote) {
        String select = "SELECT " + SqlText.identifier(name) + " WHERE x > " + quote.apply(text);
        SqlReader outer = new SqlReader("UNLOAD (" + quote.apply(select) + ")");
        outer.expect("UNLOAD (");
        SqlReader inner = new SqlReader(outer.literal());
        outer.expect(")");
        outer.expectEnd();
        inner.expect("SELECT ");
        assertThat(inner.identifier()).isEqualTo(name);
        inner.expect(" WHERE x > ");
        String read = inner.literal();
        inner.expectEnd();
        return read;
    }

    private static String identifier(String sql) {
        SqlReader reader = new SqlReader(sql);
        String name = reader.identifier();
        reader.expectEnd();
        return name;
    }

    private static String literal(String sql) {
        SqlReader reader = new SqlReader(sql);
        String value = reader.literal();
        reader.expectEnd();
        return value;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(12); left > 0; left--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
