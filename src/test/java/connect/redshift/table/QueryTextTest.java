// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryTextTest {
    private static final TableId RECENT = TableId.ofQuery("recent");

    private static String from(String text, Ordering ordering, Span span) {
        return new Relation.Query(RECENT, QueryText.parse(text, false), Optional.of("at"), Optional.of(ordering))
                .sql(span);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a FROM b",
                "with x as (select 1 as one limit 5) select one from x",
                "/* first */ -- second\n SELECT a FROM b -- ( ' ; ${gone} $$",
                "(SELECT a FROM b) UNION ALL (SELECT a FROM c)",
                "SELECT ';' AS a, 'it''s \\' ;)' AS b, \"x;)\" FROM \"c$d$\" WHERE a$b$c > 1",
                "SELECT t.limit, x AS top, top, top_10 FROM db.s.t t ORDER BY 1",
                "SELECT TRIM(LEADING FROM x) AS a FROM (SELECT x FROM b ORDER BY x LIMIT 3) AS c",
                "SELECT a FROM b WHERE c = '$' || '{x}' AND d = '' AND \"e\"\"\" =  AND \"\"\"\" = 1",
                "SELECT a FROM b WHERE c > ALL (SELECT d FROM e LIMIT 1)",
            })
    void oneWholeSelectStandsInBracketsOnLinesOfItsOwn(String text) {
        assertThat(from(text, Ordering.TIMESTAMP, Span.ALL)).isEqualTo("(\n" + text.strip() + "\n) AS \"recent\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT a FROM b;",
                "  SELECT a FROM b ; \n",
                "SELECT a FROM b;;; -- that is ; all",
                "SELECT a FROM b; /* it's (\n*/ ;\n\n",
            })
    void theSemicolonAtTheEndIsTakenAwayWithWhatFollows(String text) {
        assertThat(QueryText.parse(text, false).sql()).isEqualTo("SELECT a FROM b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            SELECT 1; DROP TABLE a         | it has several statements
            SELECT 1;; SELECT 2;           | it has several statements
            SELECT 1) AS a; DELETE (       | it has several statements
            SELECT 1) AS a, (SELECT 2      | it has a ")" too many
            SELECT (1                      | it has a "(" that is not closed
            SELECT 'a                      | it has a ' that is not closed
            SELECT 'a\\'                   | it has a ' that is not closed
            SELECT "a                      | it has a " that is not closed
            SELECT 1 /* a                  | it has a comment that is not closed
            SELECT 1 /* a /* b */ */       | it has a comment in a comment
            SELECT $$)$$                   | it has a quote of dollar signs, $$
            SELECT "" FROM a               | it has a name without a letter, ""
            SELECT 1$$ ' $$                | it has a quote of dollar signs, $$
            SELECT $tag$ ' $tag$           | it has a quote of dollar signs, $tag$
            -- only a comment              | it has no statement
            ;                              | it has no statement
            UNLOAD ('SELECT 1') TO 's3://' | it begins with "UNLOAD"; write a SELECT, or one with its WITH in front
            DELETE FROM a                  | it begins with "DELETE"
            ((VALUES (1)))                 | it begins with "VALUES"
            SELECT a INTO b FROM c         | it writes (INTO)
            SELECT a FROM b LIMIT 5        | it is limited (LIMIT), which would leave rows out of every window for good
            SELECT a FROM b OFFSET 5       | it is limited (OFFSET)
            SELECT TOP 5 a FROM b          | it is limited (TOP)
            SELECT DISTINCT top 5 a FROM b | it is limited (TOP)
            (SELECT a FROM b LIMIT 5)      | it is limited (LIMIT)
            (SELECT 1) UNION (SELECT 2 LIMIT 1)      | it is limited (LIMIT)
            SELECT 1 UNION ALL (SELECT TOP 1 2)      | it is limited (TOP)
            WITH a AS (SELECT 1) (SELECT 2 LIMIT 1)  | it is limited (LIMIT)
            SELECT ${file:a:b}             | it has ${file:a:b}; there are ${after} and ${upTo}
            SELECT ${After}                | it has ${After}; there are ${after} and ${upTo}
            SELECT ${after                 | it has ${after; there are
            SELECT '${after}'              | it has ${…} in quotes, '${after}'; ${after} and ${upTo} are written without any
            SELECT 'x${y}'                 | it has ${…} in quotes, 'x${y}'
            SELECT a FROM b WHERE at < ${upTo}      | it leaves out rows whose watermark is ${upTo}
            SELECT a FROM b WHERE ${upTo} > at      | it leaves out rows whose watermark is ${upTo}
            """)
    void whatCouldReachOutOfItsBracketsOrLoseRowsIsRefused(String text, String message) {
        assertThatThrownBy(() -> QueryText.parse(text, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    /** As in PostgreSQL's scanner; else what follows would be read here as a comment, and by Redshift as SQL. */
    @Test
    void aCarriageReturnEndsAComment() {
        assertThatThrownBy(() -> QueryText.parse("SELECT 1 -- all\r) AS a, b", false))
                .hasMessage("it has a \")\" too many");
        assertThatThrownBy(() -> RowFilter.parse("a = 1 -- all\r) OR (b = 1")).hasMessage("it has a \")\" too many");
    }

    @Test
    void aWholeMayBeLimitedAndHasNoWindows() {
        assertThat(QueryText.parse("SELECT TOP 5 a FROM b ORDER BY a", true).hasPlaceholders())
                .isFalse();
        assertThat(QueryText.parse("SELECT a FROM b ORDER BY a LIMIT 5", true).sql())
                .endsWith("LIMIT 5");
        assertThatThrownBy(() -> QueryText.parse("SELECT a FROM b WHERE a > ${after}", true))
                .hasMessage("it has ${after}, and mode=bulk has no windows");
    }

    @Test
    void placeholdersBecomeTheWindowsEndsAndCommentsStayAsTheyAre() {
        String text = "SELECT a FROM b -- ${after}\nWHERE at > ${after} AND at <= ${upTo}\n/* ${gone} */";
        assertThat(from(text, Ordering.NUMBER, new Span(Optional.of("5"), Optional.of("9 + 1"))))
                .isEqualTo(
                        "(\nSELECT a FROM b -- ${after}\nWHERE at > 5 AND at <= 9 + 1\n/* ${gone} */\n) AS \"recent\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            TIMESTAMP   | '4713-01-01 00:00:00 BC'::timestamp      | '294276-12-31 23:59:59.999999'::timestamp
            TIMESTAMPTZ | '4713-01-01 00:00:00+00 BC'::timestamptz | '294276-12-31 23:59:59.999999+00'::timestamptz
            DATE        | '4713-01-01 BC'::date                    | '294276-12-31'::date
            NUMBER      | -99999999999999999999999999999999999999  | 99999999999999999999999999999999999999
            """)
    void wherePlaceholdersHaveNoEndTheyAreTheTypesOwn(Ordering ordering, String least, String greatest) {
        assertThat(from("SELECT ${after}, ${upTo}", ordering, Span.ALL))
                .isEqualTo("(\nSELECT " + least + ", " + greatest + "\n) AS \"recent\"");
    }

    @Test
    void aNullStandsForAPlaceholderWhoseTypeIsNotKnown() {
        Relation.Query query = new Relation.Query(
                RECENT, QueryText.parse("SELECT at FROM b WHERE at > ${after}", false), Optional.of("at"));
        assertThat(query.sql(Span.ALL)).contains("at > NULL");
        assertThat(query.described(List.of(new Column("at", new TimeType.Date(), true)))
                        .sql(Span.ALL))
                .contains("at > '4713-01-01 BC'::date");
        assertThatThrownBy(() -> query.described(List.of(new Column("at", new TextType.Varchar(9), true))))
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith(
                        "Query \"recent\" has ${after} or ${upTo}, and its watermark column \"at\" is a text");
    }

    @Test
    void theHashIsThatOfWhatIsMeant() {
        String hash = QueryText.parse("SELECT a, 'x  y' FROM b", false).hash();
        assertThat(hash).isEqualTo("cda836d1b5eaa735");
        for (String same : List.of(
                "SELECT a, 'x  y' FROM b;",
                " SELECT\n\ta, 'x  y' -- all\nFROM b /* it's */",
                "SELECT a, 'x  y' FROM b\r\n")) {
            assertThat(QueryText.parse(same, false).hash()).as(same).isEqualTo(hash);
        }
        for (String other : List.of(
                "SELECT a, 'x y' FROM b",
                "SELECT a, 'x  y' FROM B",
                "SELECT a, 'x  y' FROM b WHERE c",
                "SELECTa, 'x  y' FROM b")) {
            assertThat(new QueryText(other).hash()).as(other).isNotEqualTo(hash);
        }
    }
}
