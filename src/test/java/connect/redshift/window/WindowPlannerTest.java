// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.statement.Gathering;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.Statement;
import connect.redshift.statement.Statements;
import connect.redshift.table.CatalogException;
import connect.redshift.table.Ordering;
import connect.redshift.table.QueryText;
import connect.redshift.table.Relation;
import connect.redshift.table.RowFilter;
import connect.redshift.table.TableId;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class WindowPlannerTest {
    private static final Position BEGINNING = new Position.Beginning();
    private static final String CLOCK =
            "LEAST(SYSDATE::timestamptz, (SYSDATE - INTERVAL '1 hour')::timestamptz + INTERVAL '1 hour')";

    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private Optional<String> maximum = Optional.empty();
    private String redshiftClock = "2026-03-01 12:00:00.000000";
    private int rowCount;
    private int nullCount;
    private List<String> tiles = List.of();
    private final FakeStatements redshift = new FakeStatements(this::answer);

    private ResultRows answer(Statement statement) {
        if (statement.name().endsWith(" nulls")) {
            return new ResultRows(List.of("row_count"), List.of(List.of(Optional.of(Integer.toString(nullCount)))));
        }
        if (statement.name().endsWith(" cut")) {
            return new ResultRows(
                    List.of("up_to"),
                    tiles.stream().map(tile -> List.of(Optional.of(tile))).toList());
        }
        return new ResultRows(
                List.of("up_to", "clock", "row_count", "overlap_from"),
                List.of(List.of(
                        maximum,
                        Optional.of(redshiftClock),
                        Optional.of(Integer.toString(rowCount)),
                        Optional.of("2026-01-31 00:00:00.000000 AD"))));
    }

    private Optional<String> from = Optional.empty();
    private RowFilter filter = RowFilter.NONE;
    private Wanted wanted = Wanted.DEFAULT;

    private Relation relation(Ordering ordering) {
        return from.<Relation>map(text -> new Relation.Query(
                        TableId.ofQuery("recent"),
                        QueryText.parse(text, false),
                        Optional.of("changed \"at\""),
                        Optional.of(ordering)))
                .orElseGet(() -> new Relation.Named(new TableId("public", "orders")));
    }

    private WindowPlanner planner(Ordering ordering) {
        return new WindowPlanner(
                new Probes(
                        new Statements(redshift, background, clock, Duration.ofMinutes(1)),
                        background,
                        clock,
                        new Probes.Subject("shop ", Gathering.Company.NONE, Duration.ofSeconds(10))),
                "shop public.orders",
                new WindowPlanner.Subject(relation(ordering), "changed \"at\"", ordering, filter),
                new Bound(Duration.ofMillis(4_500), ZoneId.of("Europe/Berlin")),
                wanted);
    }

    private <T> T answer(CompletableFuture<T> asked) {
        background.drain();
        return asked.join();
    }

    private String lastSql() {
        return redshift.submitted().get(redshift.submitted().size() - 1).sql();
    }

    private static Position behind(Ordering ordering, String text) {
        return new Position.Behind(new Watermark(ordering, text));
    }

    private static Plan read(Position after, Ordering ordering, String upTo) {
        return new Plan.Read(new Window(after, new Watermark(ordering, upTo)));
    }

    @Test
    void timestampIsReadUpToTheClockOfItsZoneLessTheDelay() {
        answer(planner(Ordering.TIMESTAMP).plan(behind(Ordering.TIMESTAMP, "2026-01-31 23:59:59.123456")));
        assertThat(lastSql())
                .isEqualTo(
                        """
                        SELECT TO_CHAR(MAX("changed ""at""\"), 'YYYY-MM-DD HH24:MI:SS.US BC') AS up_to
                        FROM "public"."orders"
                        WHERE "changed ""at""\" > '2026-01-31 23:59:59.123456'::timestamp AND "changed ""at""\" < \
                        LEAST(((%1$s - INTERVAL '5 seconds') AT TIME ZONE 'Europe/Berlin'), \
                        (((%1$s - INTERVAL '5 seconds') + INTERVAL '1 hour') AT TIME ZONE 'Europe/Berlin') - INTERVAL '1 hour')"""
                                .formatted(CLOCK));
        assertThat(redshift.submitted().get(0).name()).isEqualTo("shop public.orders plan");
    }

    @Test
    void aFilterHoldsForWhatIsAskedFor() {
        filter = RowFilter.parse("kind = 'x' -- (");
        answer(planner(Ordering.NUMBER).plan(BEGINNING));
        assertThat(lastSql()).endsWith("FROM \"public\".\"orders\"\nWHERE (\nkind = 'x' -- (\n)");
        answer(planner(Ordering.NUMBER).plan(behind(Ordering.NUMBER, "5")));
        assertThat(lastSql()).endsWith("\nWHERE \"changed \"\"at\"\"\" > 5 AND (\nkind = 'x' -- (\n)");
        answer(planner(Ordering.TIMESTAMPTZ).plan(BEGINNING));
        assertThat(lastSql()).endsWith("INTERVAL '5 seconds') AND (\nkind = 'x' -- (\n)");
    }

    /** The ends are pushed to where the user wants them, and hold outside of the query all the same. */
    @Test
    void aQueryIsAskedWithinTheSameEnds() {
        from = Optional.of(
                "SELECT changed AS \"changed \"\"at\"\"\" FROM a WHERE changed > ${after} AND changed <= ${upTo}");
        nullCount = 1;
        wanted = new Wanted(NullWatermarks.IGNORE, 10, Duration.ZERO, false);
        maximum = Optional.of("30");
        rowCount = 20;
        tiles = List.of("20", "30");
        WindowPlanner planner = planner(Ordering.NUMBER);
        answer(planner.plan(behind(Ordering.NUMBER, "5")));
        redshiftClock = "2026-03-01 12:01:00.000000";
        answer(planner.plan(behind(Ordering.NUMBER, "5")));
        assertThat(redshift.submitted().stream()
                        .map(statement ->
                                statement.sql().substring(statement.sql().indexOf("FROM a")))
                        .toList())
                .containsExactly(
                        "FROM a WHERE changed > 5 AND changed <= " + "9".repeat(38)
                                + "\n) AS \"recent\"\nWHERE \"changed \"\"at\"\"\" > 5",
                        "FROM a WHERE changed > 5 AND changed <= " + "9".repeat(38)
                                + "\n) AS \"recent\"\nWHERE \"changed \"\"at\"\"\" > 5",
                        "FROM a WHERE changed > -" + "9".repeat(38) + " AND changed <= " + "9".repeat(38)
                                + "\n) AS \"recent\"\nWHERE \"changed \"\"at\"\"\" IS NULL",
                        "FROM a WHERE changed > 5 AND changed <= 30\n) AS \"recent\"\nWHERE \"changed \"\"at\"\"\" > 5 AND"
                                + " \"changed \"\"at\"\"\" <= 30) AS tiles\nGROUP BY tile\nORDER BY MAX(watermark)");
        maximum = Optional.empty();
        answer(planner(Ordering.TIMESTAMPTZ).plan(BEGINNING));
        assertThat(lastSql())
                .contains(
                        "(\nSELECT changed AS",
                        "changed > '4713-01-01 00:00:00+00 BC'::timestamptz AND changed <= (" + CLOCK
                                + " - INTERVAL '5 seconds')\n) AS \"recent\"\nWHERE \"changed");
    }

    @Test
    void timestamptzIsComparedAsAnInstant() {
        answer(planner(Ordering.TIMESTAMPTZ).plan(BEGINNING));
        assertThat(lastSql())
                .isEqualTo(
                        """
                        SELECT TO_CHAR(MAX("changed ""at""\") AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US BC') AS up_to
                        FROM "public"."orders"
                        WHERE "changed ""at""\" < (%s - INTERVAL '5 seconds')"""
                                .formatted(CLOCK));
    }

    @Test
    void todayIsNotOver() {
        answer(planner(Ordering.DATE).plan(BEGINNING));
        assertThat(lastSql())
                .isEqualTo(
                        """
                        SELECT TO_CHAR(MAX("changed ""at""\"), 'YYYY-MM-DD BC') AS up_to
                        FROM "public"."orders"
                        WHERE "changed ""at""\" < \
                        LEAST(((%1$s - INTERVAL '5 seconds') AT TIME ZONE 'Europe/Berlin'), \
                        (((%1$s - INTERVAL '5 seconds') + INTERVAL '1 hour') AT TIME ZONE 'Europe/Berlin') - INTERVAL '1 hour')\
                        ::date"""
                                .formatted(CLOCK));
    }

    @Test
    void otherColumnsAreAskedForTheirMaximumAndTheTime() {
        answer(planner(Ordering.TEXT).plan(behind(Ordering.TEXT, "it's")));
        assertThat(lastSql())
                .isEqualTo(
                        """
                        SELECT MAX("changed ""at""\")::varchar AS up_to, TO_CHAR(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS clock
                        FROM "public"."orders"
                        WHERE "changed ""at""\" > 'it''s'"""
                                .formatted(CLOCK));
    }

    @Test
    void anEmptyMaximumIsNothing() {
        assertThat(answer(planner(Ordering.TIMESTAMP).plan(BEGINNING))).isEqualTo(new Plan.Nothing());
        assertThat(answer(planner(Ordering.NUMBER).plan(BEGINNING))).isEqualTo(new Plan.Nothing());
    }

    @Test
    void aTimeIsReadAtOnce() {
        maximum = Optional.of("2026-03-01 11:59:00.000001 AD");
        assertThat(answer(planner(Ordering.TIMESTAMP).plan(BEGINNING)))
                .isEqualTo(read(BEGINNING, Ordering.TIMESTAMP, "2026-03-01 11:59:00.000001"));
    }

    @Test
    void timesBeforeChristKeepTheirEra() {
        maximum = Optional.of("0044-03-15 12:00:00.000000 BC");
        assertThat(answer(planner(Ordering.TIMESTAMP).plan(BEGINNING)))
                .isEqualTo(read(BEGINNING, Ordering.TIMESTAMP, "0044-03-15 12:00:00.000000 BC"));
    }

    @Test
    void aNumberIsReadWhenItWasSeenADelayAgo() {
        WindowPlanner planner = planner(Ordering.NUMBER);
        maximum = Optional.of("10");
        assertThat(answer(planner.plan(BEGINNING))).isEqualTo(new Plan.Later(Duration.ofMillis(4_500)));
        redshiftClock = "2026-03-01 12:00:04.499999";
        maximum = Optional.of("12");
        assertThat(answer(planner.plan(BEGINNING))).isEqualTo(new Plan.Later(Duration.ofMillis(4_500)));
        redshiftClock = "2026-03-01 12:00:04.500000";
        maximum = Optional.of("14");
        assertThat(answer(planner.plan(BEGINNING))).isEqualTo(read(BEGINNING, Ordering.NUMBER, "10"));
    }

    /** The statement waited for a lock since the clock that it tells, and the maximum came meanwhile. */
    @Test
    void theTimeThatAStatementTookIsNoPartOfTheDelay() {
        WindowPlanner planner = planner(Ordering.NUMBER);
        maximum = Optional.of("10");
        redshift.hold(sql -> true);
        CompletableFuture<Plan> asked = planner.plan(BEGINNING);
        background.pass(Duration.ofSeconds(7));
        redshift.hold(sql -> false);
        background.pass(Duration.ofSeconds(3));
        assertThat(asked).isCompleted();
        assertThat(((Plan.Later) asked.join()).pause()).isBetween(Duration.ofMillis(11_500), Duration.ofMillis(14_600));
        redshiftClock = "2026-03-01 12:00:08.000000";
        assertThat(answer(planner.plan(BEGINNING))).isInstanceOf(Plan.Later.class);
        redshiftClock = "2026-03-01 12:00:15.000000";
        assertThat(answer(planner.plan(BEGINNING))).isEqualTo(read(BEGINNING, Ordering.NUMBER, "10"));
    }

    @Test
    void aBusyTableSettlesEveryDelay() {
        WindowPlanner planner = planner(Ordering.NUMBER);
        maximum = Optional.of("10");
        answer(planner.plan(BEGINNING));
        redshiftClock = "2026-03-01 12:00:05.000000";
        maximum = Optional.of("20");
        assertThat(answer(planner.plan(BEGINNING))).isEqualTo(read(BEGINNING, Ordering.NUMBER, "10"));
        redshiftClock = "2026-03-01 12:00:10.000000";
        maximum = Optional.of("30");
        Position ten = behind(Ordering.NUMBER, "10");
        assertThat(answer(planner.plan(ten))).isEqualTo(read(ten, Ordering.NUMBER, "20"));
    }

    @Test
    void whatHasBeenReadOpensNoWindowAgain() {
        WindowPlanner planner = planner(Ordering.NUMBER);
        maximum = Optional.of("10");
        answer(planner.plan(BEGINNING));
        redshiftClock = "2026-03-01 12:00:05.000000";
        assertThat(answer(planner.plan(BEGINNING))).isEqualTo(read(BEGINNING, Ordering.NUMBER, "10"));
        redshiftClock = "2026-03-01 12:00:10.000000";
        maximum = Optional.of("11");
        assertThat(answer(planner.plan(behind(Ordering.NUMBER, "10"))))
                .isEqualTo(new Plan.Later(Duration.ofMillis(4_500)));
    }

    @Test
    void aWindowThatFailedIsPlannedAgainWithoutAnotherDelay() {
        WindowPlanner planner = planner(Ordering.NUMBER);
        maximum = Optional.of("10");
        answer(planner.plan(BEGINNING));
        redshiftClock = "2026-03-01 12:00:05.000000";
        answer(planner.plan(BEGINNING));
        redshiftClock = "2026-03-01 12:00:10.000000";
        assertThat(answer(planner.plan(BEGINNING))).isEqualTo(read(BEGINNING, Ordering.NUMBER, "10"));
    }

    @Test
    void nowOfATimeColumnIsTheBound() {
        maximum = Optional.of("2026-03-01 11:59:55.000000 AD");
        assertThat(answer(planner(Ordering.TIMESTAMPTZ).now()))
                .isEqualTo(behind(Ordering.TIMESTAMPTZ, "2026-03-01 11:59:55.000000"));
        assertThat(lastSql())
                .isEqualTo(
                        "SELECT TO_CHAR((%s - INTERVAL '5 seconds') AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US BC')"
                                        .formatted(CLOCK)
                                + " AS up_to");
    }

    /** More rows of today will come, and a window never reads a day twice. */
    @Test
    void nowOfADateColumnIsTheDayBefore() {
        maximum = Optional.of("2026-02-28 AD");
        assertThat(answer(planner(Ordering.DATE).now())).isEqualTo(behind(Ordering.DATE, "2026-02-28"));
        assertThat(lastSql()).contains("::date - 1, 'YYYY-MM-DD BC') AS up_to");
    }

    @Test
    void nowOfOtherColumnsIsTheirMaximum() {
        assertThat(answer(planner(Ordering.NUMBER).now())).isEqualTo(BEGINNING);
        maximum = Optional.of("7");
        assertThat(answer(planner(Ordering.NUMBER).now())).isEqualTo(behind(Ordering.NUMBER, "7"));
    }

    private List<String> asked() {
        return redshift.submitted().stream()
                .map(statement -> statement.name().substring("shop public.orders ".length()))
                .toList();
    }

    @Test
    void aWindowOfManyRowsIsReadAsSeveralThatSplitNoTie() {
        wanted = new Wanted(NullWatermarks.NONE, 10, Duration.ZERO, false);
        WindowPlanner planner = planner(Ordering.TIMESTAMP);
        maximum = Optional.of("2026-03-01 00:00:04.000000 AD");
        rowCount = 31;
        tiles = List.of(
                "2026-03-01 00:00:01.000000 AD",
                "2026-03-01 00:00:01.000000 AD",
                "2026-03-01 00:00:03.000000 AD",
                "2026-03-01 00:00:04.000000 AD");
        Position one = behind(Ordering.TIMESTAMP, "2026-03-01 00:00:01.000000");
        Position three = behind(Ordering.TIMESTAMP, "2026-03-01 00:00:03.000000");
        Position four = behind(Ordering.TIMESTAMP, "2026-03-01 00:00:04.000000");
        assertThat(answer(planner.plan(BEGINNING))).isEqualTo(new Plan.Read(new Window(BEGINNING, one), true));
        assertThat(lastSql())
                .isEqualTo(
                        """
                        SELECT TO_CHAR(MAX(watermark), 'YYYY-MM-DD HH24:MI:SS.US BC') AS up_to
                        FROM (SELECT "changed ""at""\" AS watermark, NTILE(4) OVER (ORDER BY "changed ""at""\") AS tile
                        FROM "public"."orders"
                        WHERE "changed ""at""\" <= '2026-03-01 00:00:04.000000'::timestamp) AS tiles
                        GROUP BY tile
                        ORDER BY MAX(watermark)""");
        assertThat(answer(planner.plan(one))).isEqualTo(new Plan.Read(new Window(one, three), true));
        assertThat(answer(planner.plan(three))).isEqualTo(new Plan.Read(new Window(three, four), false));
        assertThat(asked()).containsExactly("plan", "cut");
    }

    @Test
    void cutsOfAnotherPositionAreForgotten() {
        wanted = new Wanted(NullWatermarks.NONE, 1, Duration.ZERO, false);
        WindowPlanner planner = planner(Ordering.TIMESTAMP);
        maximum = Optional.of("2026-03-01 00:00:02.000000 AD");
        rowCount = 2;
        tiles = List.of("2026-03-01 00:00:01.000000 AD", "2026-03-01 00:00:02.000000 AD");
        answer(planner.plan(BEGINNING));
        answer(planner.plan(BEGINNING));
        assertThat(asked()).containsExactly("plan", "cut", "plan", "cut");
    }

    @Test
    void asManyRowsAsAWindowMayHaveAreNotCut() {
        wanted = new Wanted(NullWatermarks.NONE, 31, Duration.ZERO, false);
        maximum = Optional.of("2026-03-01 00:00:04.000000 AD");
        rowCount = 31;
        assertThat(answer(planner(Ordering.TIMESTAMP).plan(BEGINNING)))
                .isEqualTo(read(BEGINNING, Ordering.TIMESTAMP, "2026-03-01 00:00:04.000000"));
        assertThat(asked()).containsExactly("plan");
    }

    @Test
    void rowsWithoutAWatermarkAreSentBeforeTheFirstWindow() {
        wanted = new Wanted(NullWatermarks.SEND, 0, Duration.ZERO, false);
        nullCount = 3;
        maximum = Optional.of("2026-03-01 00:00:04.000000 AD");
        Position nulls = new Position.NullsRead();
        WindowPlanner planner = planner(Ordering.TIMESTAMP);
        assertThat(answer(planner.plan(BEGINNING))).isEqualTo(new Plan.Read(new Window(BEGINNING, nulls), true));
        assertThat(answer(planner.plan(nulls)))
                .isEqualTo(read(BEGINNING, Ordering.TIMESTAMP, "2026-03-01 00:00:04.000000"));
        assertThat(asked()).containsExactly("nulls", "plan");
    }

    @Test
    void rowsWithoutAWatermarkStopATableThatMustHaveNone() {
        wanted = new Wanted(NullWatermarks.FAIL, 0, Duration.ZERO, false);
        maximum = Optional.of("2026-03-01 00:00:04.000000 AD");
        WindowPlanner planner = planner(Ordering.TIMESTAMP);
        answer(planner.plan(BEGINNING));
        nullCount = 3;
        assertThatThrownBy(() -> answer(planner.plan(BEGINNING)))
                .hasRootCauseInstanceOf(CatalogException.class)
                .hasRootCauseMessage("Table \"public.orders\" has 3 rows whose watermark \"changed \"\"at\"\"\" is NULL"
                        + " (watermark.null.handling.mode=fail). Give them a value, or set watermark.null.handling.mode to"
                        + " ignore or send.");
    }

    @Test
    void rowsWithoutAWatermarkAreCountedOnce() {
        wanted = new Wanted(NullWatermarks.IGNORE, 0, Duration.ZERO, false);
        maximum = Optional.of("2026-03-01 00:00:04.000000 AD");
        WindowPlanner planner = planner(Ordering.TIMESTAMP);
        answer(planner.plan(BEGINNING));
        answer(planner.plan(BEGINNING));
        assertThat(asked()).containsExactly("plan", "nulls", "plan");
    }

    @Test
    void anOverlapBeginsBehindThePosition() {
        wanted = new Wanted(NullWatermarks.NONE, 0, Duration.ofMillis(90_001), false);
        maximum = Optional.of("2026-03-01 00:00:04.000000 AD");
        WindowPlanner planner = planner(Ordering.TIMESTAMPTZ);
        answer(planner.plan(BEGINNING));
        assertThat(lastSql()).doesNotContain("overlap_from");
        assertThat(answer(planner.plan(behind(Ordering.TIMESTAMPTZ, "2026-02-01 00:00:00"))))
                .isEqualTo(read(
                        behind(Ordering.TIMESTAMPTZ, "2026-01-31 00:00:00.000000"),
                        Ordering.TIMESTAMPTZ,
                        "2026-03-01 00:00:04.000000"));
        assertThat(lastSql())
                .contains("TO_CHAR(('2026-02-01 00:00:00+00'::timestamptz - INTERVAL '91 seconds') AT TIME ZONE 'UTC',"
                        + " 'YYYY-MM-DD HH24:MI:SS.US BC') AS overlap_from")
                .contains("WHERE \"changed \"\"at\"\"\" > '2026-02-01 00:00:00+00'::timestamptz AND");
        maximum = Optional.empty();
        answer(planner(Ordering.DATE).plan(behind(Ordering.DATE, "2026-02-01")));
        assertThat(lastSql()).contains("TO_CHAR('2026-02-01'::date - 1, 'YYYY-MM-DD BC') AS overlap_from");
    }

    @Test
    void anInitialReadEndsWhenItHasCaughtUp() {
        wanted = new Wanted(NullWatermarks.NONE, 0, Duration.ZERO, true);
        WindowPlanner planner = planner(Ordering.TIMESTAMP);
        assertThat(answer(planner.plan(BEGINNING))).isEqualTo(new Plan.Over());
        maximum = Optional.of("2026-03-01 00:00:04.000000 AD");
        assertThat(answer(planner.plan(BEGINNING)))
                .isEqualTo(new Plan.Read(
                        new Window(
                                BEGINNING,
                                new Position.Ended(behind(Ordering.TIMESTAMP, "2026-03-01 00:00:04.000000"))),
                        false));
    }

    @Test
    void aDelayBelowASecondWouldSplitTies() {
        assertThatThrownBy(() -> new Bound(Duration.ofMillis(999), ZoneId.of("UTC")))
                .hasMessage("a delay of PT0.999S is shorter than one second");
    }
}
