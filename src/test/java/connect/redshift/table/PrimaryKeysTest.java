// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.statement.Gathering;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.StatementState;
import connect.redshift.statement.Statements;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PrimaryKeysTest {
    private static final Table ORDERS = table("id", "line");

    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final FakeStatements redshift = new FakeStatements(statement ->
            new ResultRows(List.of("column_name"), List.of(List.of(Optional.of("id")), List.of(Optional.of("line")))));
    private final PrimaryKeys keys = new PrimaryKeys(
            new Statements(redshift, background, clock, Duration.ofMinutes(1)), "shop", Gathering.Company.NONE);

    private static Table table(String... columns) {
        return new Table(
                new TableId("it's", "orders"),
                Stream.of(columns)
                        .map(name -> new Column(name, new IntegerType.BigInt(), false))
                        .toList());
    }

    private List<String> of(Table table) {
        var asked = keys.of(table);
        background.drain();
        return asked.join();
    }

    @Test
    void theKeyIsAskedForByTheTablesName() {
        assertThat(of(ORDERS)).containsExactly("id", "line");
        assertThat(redshift.submitted().get(0).name()).isEqualTo("shop primary key it's.orders");
        assertThat(redshift.submitted().get(0).sql())
                .isEqualTo(
                        """
                        SELECT a.attname::varchar AS column_name
                        FROM pg_constraint c
                        JOIN pg_class t ON t.oid = c.conrelid
                        JOIN pg_namespace n ON n.oid = t.relnamespace
                        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(c.conkey)
                        WHERE c.contype = 'p' AND n.nspname = 'it''s' AND t.relname = 'orders'
                        ORDER BY a.attnum""");
    }

    @Test
    void anUnchangedTableIsAskedForOnce() {
        of(ORDERS);
        of(table("id", "line"));
        assertThat(redshift.submitted()).hasSize(1);
        of(table("id"));
        assertThat(redshift.submitted()).hasSize(2);
    }

    @Test
    void whoMayNotReadTheCatalogHasNoKeyAndItStaysSo() {
        redshift.failStatement(new StatementState.Failed("ERROR: permission denied for pg_constraint", false));
        assertThat(of(ORDERS)).isEmpty();
        assertThat(of(ORDERS)).isEmpty();
        assertThat(redshift.submitted()).hasSize(1);
    }

    @Test
    void anotherFailureIsNoAnswer() {
        redshift.failStatement(new StatementState.Failed("aborted", false));
        assertThatThrownBy(() -> of(ORDERS)).hasMessageContaining("aborted");
        assertThat(of(ORDERS)).containsExactly("id", "line");
    }
}
