// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.statement.ResultRows;
import connect.redshift.statement.StatementState;
import connect.redshift.statement.Statements;
import connect.redshift.table.Catalog;
import connect.redshift.table.TableFilter;
import connect.redshift.table.TableId;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class TableMonitorTest {
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final TableId ORDERS = new TableId("shop", "orders");

    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final List<List<Optional<String>>> tables = new ArrayList<>();
    private final FakeStatements redshift =
            new FakeStatements(statement -> new ResultRows(List.of("schema_name", "table_name"), tables));
    private int changes;
    private final TableMonitor monitor = new TableMonitor(
            new Catalog(new Statements(redshift, background, clock, Duration.ofMinutes(1)), "test", "dev"),
            new TableFilter(List.of(Pattern.compile("shop\\..*")), List.of()),
            background,
            INTERVAL,
            () -> changes++);

    private void table(String schema, String name) {
        tables.add(List.of(Optional.of(schema), Optional.of(name)));
    }

    private void nextListing() {
        clock.advance(INTERVAL);
        background.drain();
    }

    @Test
    void onlySelectedTablesAreSeen() {
        table("shop", "orders");
        table("other", "orders");
        monitor.start();
        background.drain();
        assertThat(monitor.tables(Duration.ZERO)).containsExactly(ORDERS);
        assertThat(changes).isZero();
    }

    @Test
    void newTableIsToldOnce() {
        table("shop", "orders");
        monitor.start();
        background.drain();
        table("shop", "stock");
        nextListing();
        nextListing();
        assertThat(changes).isEqualTo(1);
        assertThat(monitor.tables(Duration.ZERO)).containsExactly(ORDERS, new TableId("shop", "stock"));
    }

    @Test
    void failedListingChangesNothing() {
        table("shop", "orders");
        monitor.start();
        background.drain();
        redshift.failStatement(new StatementState.Failed("disk is full", false));
        nextListing();
        assertThat(monitor.tables(Duration.ZERO)).containsExactly(ORDERS);
        assertThat(changes).isZero();
    }

    @Test
    void listingThatWorksAfterAFailedFirstOneAnswers() {
        table("shop", "orders");
        redshift.failStatement(new StatementState.Failed("disk is full", false));
        monitor.start();
        background.drain();
        assertThatThrownBy(() -> monitor.tables(Duration.ZERO))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("disk is full");
        nextListing();
        assertThat(monitor.tables(Duration.ZERO)).containsExactly(ORDERS);
        assertThat(changes).isEqualTo(1);
        nextListing();
        assertThat(changes).isEqualTo(1);
    }
}
