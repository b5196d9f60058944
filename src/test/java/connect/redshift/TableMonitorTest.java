// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.statement.ResultRows;
import connect.redshift.statement.StatementState;
import connect.redshift.statement.Statements;
import connect.redshift.table.Catalog;
import connect.redshift.table.NamePattern;
import connect.redshift.table.TableFilter;
import connect.redshift.table.TableId;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class TableMonitorTest {
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofSeconds(15);
    private static final TableId ORDERS = new TableId("shop", "orders");

    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final List<List<Optional<String>>> tables = new ArrayList<>();
    private final List<List<Optional<String>>> sizes = new ArrayList<>();
    private List<String> labels = List.of("schema_name", "table_name");
    private final FakeStatements redshift =
            new FakeStatements(statement -> statement.name().endsWith("table sizes")
                    ? new ResultRows(List.of("schema_name", "table_name", "size"), sizes)
                    : new ResultRows(labels, tables));
    private int changes;
    private final TableMonitor monitor = new TableMonitor(
            new Catalog(new Statements(redshift, background, clock, Duration.ofMinutes(1)), "test", "dev"),
            new TableFilter(List.of(NamePattern.of("shop\\..*")), List.of()),
            background,
            new TableMonitor.Times(INTERVAL, Duration.ofSeconds(20), RETRY),
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
        assertThat(monitor.listing(Duration.ZERO).tables()).containsExactly(ORDERS);
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
        assertThat(monitor.listing(Duration.ZERO).tables()).containsExactly(ORDERS, new TableId("shop", "stock"));
    }

    @Test
    void failedListingChangesNothing() {
        table("shop", "orders");
        monitor.start();
        background.drain();
        redshift.failStatement(new StatementState.Failed("disk is full", false));
        nextListing();
        assertThat(monitor.listing(Duration.ZERO).tables()).containsExactly(ORDERS);
        assertThat(changes).isZero();
    }

    @Test
    void listingThatWorksAfterAFailedFirstOneAnswers() {
        table("shop", "orders");
        redshift.failStatement(new StatementState.Failed("disk is full", false));
        monitor.start();
        background.drain();
        assertThatThrownBy(() -> monitor.listing(Duration.ZERO).tables())
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("disk is full");
        clock.advance(RETRY);
        background.drain();
        assertThat(monitor.listing(Duration.ZERO).tables()).containsExactly(ORDERS);
        assertThat(changes).isEqualTo(1);
        nextListing();
        assertThat(changes).isEqualTo(1);
    }

    @Test
    void noTableIsAnAnswerAndTheFirstOneIsTold() {
        monitor.start();
        background.drain();
        assertThat(monitor.listing(Duration.ZERO).tables()).isEmpty();
        table("shop", "orders");
        nextListing();
        assertThat(changes).isEqualTo(1);
        assertThat(monitor.listing(Duration.ZERO).tables()).containsExactly(ORDERS);
        tables.clear();
        nextListing();
        assertThat(changes).isEqualTo(2);
        assertThat(monitor.listing(Duration.ZERO).tables()).isEmpty();
    }

    @Test
    void listingThatHangsChangesNothingAndIsNotAskedTwice() {
        table("shop", "orders");
        monitor.start();
        background.drain();
        redshift.runFor(1_000_000);
        int before = redshift.submitted().size();
        table("shop", "stock");
        nextListing();
        clock.advance(Duration.ofSeconds(21));
        background.drain();
        assertThat(changes).isZero();
        assertThat(monitor.listing(Duration.ZERO).tables()).containsExactly(ORDERS);
        assertThat(redshift.submitted()).hasSize(before + 1);
        redshift.heal();
        redshift.endAll();
        nextListing();
        nextListing();
        assertThat(monitor.listing(Duration.ZERO).tables()).containsExactly(ORDERS, new TableId("shop", "stock"));
        assertThat(changes).isEqualTo(1);
    }

    @Test
    void malformedListingChangesNothing() {
        table("shop", "orders");
        monitor.start();
        background.drain();
        labels = List.of("schema_name", "name");
        nextListing();
        labels = List.of("schema_name", "table_name");
        tables.add(List.of(Optional.of("shop"), Optional.empty()));
        nextListing();
        tables.remove(1);
        tables.add(List.of(Optional.of("shop"), Optional.of("")));
        nextListing();
        assertThat(monitor.listing(Duration.ZERO).tables()).containsExactly(ORDERS);
        assertThat(changes).isZero();
        tables.remove(1);
        table("shop", "stock");
        nextListing();
        assertThat(changes).as("the next one counts").isEqualTo(1);
    }

    @Test
    void sizesAreAskedForWithNewTablesAndWeigh() {
        table("shop", "orders");
        table("shop", "mv");
        sizes.add(List.of(Optional.of("shop"), Optional.of("orders"), Optional.of("7")));
        sizes.add(List.of(Optional.of("shop"), Optional.of("mv_tbl__mv__0"), Optional.of("3")));
        sizes.add(List.of(Optional.of("other"), Optional.of("orders"), Optional.of("9")));
        monitor.start();
        background.drain();
        TableMonitor.Listing listing = monitor.listing(Duration.ZERO);
        assertThat(listing.weight(ORDERS)).isEqualTo(7);
        assertThat(listing.weight(new TableId("shop", "mv"))).isEqualTo(3);
        assertThat(listing.weight(new TableId("shop", "view"))).isEqualTo(1);
        nextListing();
        assertThat(redshift.submitted(sql -> sql.contains("svv_table_info"))).hasSize(1);
    }

    @Test
    void sizesThatAreNotToldWeighOneAndAreAskedForOnce() {
        table("shop", "orders");
        table("shop", "stock");
        sizes.add(List.of(Optional.of("shop"), Optional.empty(), Optional.of("7")));
        monitor.start();
        background.drain();
        assertThat(monitor.listing(Duration.ZERO).weight(ORDERS)).isEqualTo(1);
        table("shop", "lines");
        nextListing();
        assertThat(monitor.listing(Duration.ZERO).tables()).hasSize(3);
        assertThat(redshift.submitted(sql -> sql.contains("svv_table_info"))).hasSize(1);
    }

    @Test
    void sizesThatHangHoldUpNoTable() {
        table("shop", "orders");
        table("shop", "stock");
        monitor.start();
        while (redshift.submitted().isEmpty()) {
            background.step();
        }
        redshift.endAll();
        redshift.runFor(1_000_000);
        background.drain();
        clock.advance(Duration.ofSeconds(5));
        background.drain();
        assertThat(redshift.running()).singleElement().satisfies(statement -> assertThat(statement.name())
                .endsWith("table sizes"));
        assertThat(monitor.listing(Duration.ZERO).tables()).hasSize(2);
    }
}
