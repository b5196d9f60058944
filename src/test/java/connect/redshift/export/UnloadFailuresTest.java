// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.statement.StatementException;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnTypeName;
import connect.redshift.table.QueryText;
import connect.redshift.table.Relation;
import connect.redshift.table.Selection;
import connect.redshift.table.Table;
import connect.redshift.table.TableId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Texts are as they were pasted in issues, but for the names of columns. */
final class UnloadFailuresTest {
    private static Selection selection(String... types) {
        Column[] columns = new Column[types.length];
        Arrays.setAll(
                columns,
                index -> new Column(
                        "col " + index, ColumnTypeName.parse(types[index]).orElseThrow(), true));
        return Selection.all(new Table(new TableId("sales", "orders"), Arrays.asList(columns)));
    }

    private static String explained(Selection selection, String words) {
        StatementException failure = new StatementException(words, true);
        RuntimeException explained = UnloadFailures.explained(selection, new CompletionException(failure));
        assertThat(explained).isInstanceOfSatisfying(StatementException.class, same -> assertThat(same.retriable())
                .isTrue());
        return explained.getMessage();
    }

    @Test
    void aliasIsToldAsTheColumnThatItIs() {
        String words = "ERROR: UNLOAD time without time zone column \"c1\" is only supported for TEXT/CSV.";
        assertThat(explained(selection("bigint", "super"), words))
                .isEqualTo(
                        words
                                + " c1 is column \"col 1\" (super) of table \"sales.orders\". Leave it out with column.exclude.list.");
    }

    @Test
    void aliasThatThereIsNotIsLeftAlone() {
        String words = "ERROR: column \"c2\" does not exist";
        assertThat(explained(selection("bigint", "super"), words)).isEqualTo(words);
    }

    @Test
    void overflowOfTextNamesTheColumnsThatItCanBe() {
        String words =
                "ERROR: Invalid input\n  Detail: error: String value exceeds the max size of 65535 bytes code: 8001";
        assertThat(explained(selection("bigint", "geometry", "binary varying(64000)", "varchar(9)", "super"), words))
                .isEqualTo(words
                        + ". Redshift does not name the column of table \"sales.orders\". UNLOAD writes column \"col 1\""
                        + " (geometry), column \"col 2\" (binary varying(64000)) in hexadecimal digits, so no value may have"
                        + " more than 32767 bytes. A view or a filter that works with text of column \"col 4\" (super) meets"
                        + " the same limit. Leave the column out with column.exclude.list.");
        assertThat(explained(selection("geography"), "ERROR: Value too long for character type"))
                .contains("UNLOAD writes column \"col 0\" (geography) in hexadecimal digits")
                .doesNotContain("view", "  ");
    }

    @Test
    void overflowOfNumbersComesFromWhatTheUserWrote() {
        assertThat(explained(selection("numeric(18,2)"), "ERROR: Numeric data overflow (result precision)"))
                .isEqualTo("ERROR: Numeric data overflow (result precision). The connector computes no numbers; table"
                        + " \"sales.orders\" does if it is a view, and so may table.<group>.filter.");
        Selection query = Selection.all(new Table(
                new Relation.Query(
                        TableId.ofQuery("totals"), QueryText.parse("SELECT 1 AS one", true), Optional.empty()),
                List.of(new Column("one", ColumnTypeName.parse("integer").orElseThrow(), true))));
        assertThat(explained(query, "ERROR: Numeric data overflow (result precision)"))
                .endsWith("The connector computes no numbers; query \"totals\" does, and so may query.totals.filter.");
    }

    @Test
    void otherFailuresStayAsTheyAre() {
        StatementException failure = new StatementException("disk is full", false);
        assertThat(UnloadFailures.explained(selection("geometry"), failure)).isSameAs(failure);
        IllegalStateException bug = new IllegalStateException("a bug");
        assertThat(UnloadFailures.explained(selection("geometry"), bug)).isSameAs(bug);
    }
}
