// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.statement.Gathering;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.Statement;
import connect.redshift.statement.StatementException;
import connect.redshift.statement.StatementState;
import connect.redshift.statement.Statements;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.FakeStatements.Refusal;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MutantLoader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ProbesTest {
    private static final long SEED = Long.getLong("probes.seed", new Random().nextInt(1_000_000_000));

    /** Tables, some of which are dropped or locked, and a warehouse that may be slow; everything but time is real. */
    static final class Site {
        static final Duration TIMEOUT = Duration.ofSeconds(10);
        private static final Pattern FROM = Pattern.compile("FROM (t\\d+)");

        final ManualClock clock = new ManualClock();
        final ManualBackground background = new ManualBackground(clock);
        final FakeStatements redshift = new FakeStatements(this::answer);
        final Set<String> dropped = new HashSet<>();
        final Set<String> locked = new HashSet<>();
        final Statements statements;
        final Probes probes;
        Instant slowUntil = Instant.MIN;
        private int submittedBefore;

        Site(int tables) {
            redshift.hold(sql ->
                    clock.instant().isBefore(slowUntil) || tables(sql).stream().anyMatch(locked::contains));
            statements = new Statements(redshift, background, clock, Duration.ofMinutes(30));
            probes = new Probes(
                    statements,
                    background,
                    clock,
                    new Probes.Subject("shop ", new Gathering.Company(Duration.ofMillis(200), tables), TIMEOUT));
        }

        private static List<String> tables(String sql) {
            return FROM.matcher(sql).results().map(found -> found.group(1)).toList();
        }

        private ResultRows answer(Statement statement) {
            List<String> tables = tables(statement.sql());
            tables.stream().filter(dropped::contains).findFirst().ifPresent(table -> {
                throw new Refusal("ERROR: relation \"%s\" does not exist".formatted(table));
            });
            if (tables.size() == 1) {
                return new ResultRows(List.of("up_to"), List.of(List.of(Optional.of("maximum of " + tables.get(0)))));
            }
            List<List<Optional<String>>> rows = new ArrayList<>();
            Matcher branch = Pattern.compile("SELECT '(\\d+)'::varchar AS probe.*\nFROM (t\\d+)")
                    .matcher(statement.sql());
            while (branch.find()) {
                rows.add(0, List.of(Optional.of(branch.group(1)), Optional.of("maximum of " + branch.group(2))));
            }
            return new ResultRows(List.of("probe", "up_to"), rows);
        }

        CompletableFuture<Probes.Answer> ask(String table) {
            return probes.ask(new Probe(
                    "shop " + table, List.of(new Probe.Column(Probe.UP_TO, "MAX(at)::varchar")), "FROM " + table));
        }

        Map<String, CompletableFuture<Probes.Answer>> ask(int tables) {
            Map<String, CompletableFuture<Probes.Answer>> asked = new LinkedHashMap<>();
            IntStream.range(0, tables).forEach(table -> asked.put("t" + table, ask("t" + table)));
            return asked;
        }

        void pass(Duration time) {
            background.pass(time);
        }

        /** How many statements were submitted since the last time. */
        int statements() {
            int all = redshift.submitted().size();
            int since = all - submittedBefore;
            submittedBefore = all;
            return since;
        }
    }

    private static String upTo(CompletableFuture<Probes.Answer> answer) {
        return answer.join().row().value(0, "up_to").orElseThrow();
    }

    private static void requireRows(Map<String, CompletableFuture<Probes.Answer>> asked, Set<String> but) {
        asked.forEach((table, answer) -> {
            if (!but.contains(table)) {
                assertThat(answer).as("row of healthy table %s", table).isCompleted();
                assertThat(upTo(answer)).isEqualTo("maximum of " + table);
            }
        });
    }

    @Test
    void tablesThatAskTogetherAreAskedForWithOneStatementAHundred() {
        Site site = new Site(250);
        Map<String, CompletableFuture<Probes.Answer>> asked = site.ask(250);
        site.background.drain();
        requireRows(asked, Set.of());
        assertThat(site.statements()).isEqualTo(3);
        assertThat(site.redshift.submitted().get(2).name()).startsWith("shop plan of 50 tables: t200 t201");
    }

    @Test
    void theStatementIsAUnionOfColumnsOfText() {
        Site site = new Site(2);
        var unusedOne = site.probes.ask(new Probe(
                "shop t1",
                List.of(
                        new Probe.Column(Probe.UP_TO, "MAX(a)::varchar"),
                        new Probe.Column(Probe.ROW_COUNT, "COUNT(*)::varchar")),
                "FROM t1\nWHERE (\nx -- y\n)"));
        var unusedOther = site.ask("t2");
        site.background.drain();
        assertThat(site.redshift.submitted().get(0).sql())
                .isEqualTo(
                        """
                        SELECT '0'::varchar AS probe, MAX(a)::varchar AS up_to, NULL::varchar AS clock, \
                        COUNT(*)::varchar AS row_count, NULL::varchar AS overlap_from
                        FROM t1
                        WHERE (
                        x -- y
                        )
                        UNION ALL
                        SELECT '1'::varchar AS probe, MAX(at)::varchar AS up_to, NULL::varchar AS clock, \
                        NULL::varchar AS row_count, NULL::varchar AS overlap_from
                        FROM t2""");
    }

    @Test
    void whoeverComesWithinTheLingerIsWaitedFor() {
        Site site = new Site(3);
        CompletableFuture<Probes.Answer> first = site.ask("t0");
        site.pass(Duration.ofMillis(100));
        CompletableFuture<Probes.Answer> second = site.ask("t1");
        assertThat(site.statements()).isZero();
        site.pass(Duration.ofMillis(200));
        assertThat(List.of(upTo(first), upTo(second))).containsExactly("maximum of t0", "maximum of t1");
        assertThat(site.statements()).isEqualTo(1);
    }

    @Test
    void aStatementIsNoLongerThanItMayBe() {
        Site site = new Site(50);
        site.redshift.takeUpTo(2_000);
        Map<String, CompletableFuture<Probes.Answer>> asked = site.ask(50);
        site.background.drain();
        requireRows(asked, Set.of());
        assertThat(site.redshift.submitted())
                .allSatisfy(statement -> assertThat(statement.sql().length()).isLessThanOrEqualTo(2_000));
    }

    @Test
    void aDroppedTableFailsAloneAndIsAskedAloneFromThenOn() {
        Site site = new Site(100);
        site.dropped.add("t42");
        Map<String, CompletableFuture<Probes.Answer>> asked = site.ask(100);
        site.background.drain();
        requireRows(asked, Set.of("t42"));
        assertThatThrownBy(() -> asked.get("t42").join()).hasMessageContaining("relation \"t42\" does not exist");
        assertThat(site.statements()).isEqualTo(21);
        Map<String, CompletableFuture<Probes.Answer>> second = site.ask(100);
        site.background.drain();
        requireRows(second, Set.of("t42"));
        assertThat(site.statements()).isEqualTo(2);
        site.dropped.clear();
        site.ask(100);
        site.background.drain();
        assertThat(site.statements()).as("it owes one good answer").isEqualTo(2);
        Map<String, CompletableFuture<Probes.Answer>> last = site.ask(100);
        site.background.drain();
        requireRows(last, Set.of());
        assertThat(site.statements()).as("it has joined the others").isEqualTo(1);
    }

    @Test
    void aLockedTableKeepsTheOthersTwoTimeoutsAndOnlyOnce() {
        Site site = new Site(100);
        site.locked.add("t7");
        Map<String, CompletableFuture<Probes.Answer>> asked = site.ask(100);
        site.pass(Site.TIMEOUT.multipliedBy(2).plusSeconds(5));
        requireRows(asked, Set.of("t7"));
        assertThat(asked.get("t7")).isNotDone();
        assertThat(site.statements()).isEqualTo(21);
        assertThat(site.redshift.running()).extracting(Statement::name).containsExactly("shop t7 plan");
        site.locked.clear();
        site.pass(Duration.ofSeconds(6));
        assertThat(upTo(asked.get("t7"))).isEqualTo("maximum of t7");
        site.locked.add("t7");
        Map<String, CompletableFuture<Probes.Answer>> again = site.ask(100);
        site.background.drain();
        requireRows(again, Set.of("t7"));
        assertThat(site.statements()).isEqualTo(2);
    }

    @Test
    void eachRelapseDoublesTheGoodAnswersThatAreOwed() {
        AskedAlone alone = new AskedAlone();
        for (int owed : new int[] {1, 2, 4, 8, 16, 32, 64, 64}) {
            alone.atFault("t", "broken");
            for (int good = 0; good < owed; good++) {
                assertThat(alone.contains("t")).isTrue();
                alone.well("t");
            }
            assertThat(alone.contains("t")).isFalse();
        }
        for (int good = 0; good < 64; good++) {
            alone.well("t");
        }
        alone.atFault("t", "broken");
        alone.well("t");
        assertThat(alone.contains("t"))
                .as("64 good answers among others clear a name")
                .isFalse();
    }

    /** A warehouse that resumes answers nobody, and no table is to blame for that. */
    @Test
    void aSlowWarehouseMakesNobodyLonely() {
        Site site = new Site(200);
        for (int round = 0; round < 5; round++) {
            site.slowUntil = site.clock.instant().plusSeconds(35);
            Map<String, CompletableFuture<Probes.Answer>> asked = site.ask(200);
            site.pass(Duration.ofSeconds(45));
            requireRows(asked, Set.of());
        }
        site.statements();
        Map<String, CompletableFuture<Probes.Answer>> asked = site.ask(200);
        site.background.drain();
        requireRows(asked, Set.of());
        assertThat(site.statements()).isEqualTo(2);
    }

    @Test
    void aWarehouseThatStaysSlowIsGivenLongerAndNotTakenApartEachTime() {
        Site site = new Site(100);
        List<Integer> statements = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            site.slowUntil = site.clock.instant().plusSeconds(25);
            site.ask(100);
            site.pass(Duration.ofSeconds(35));
            statements.add(site.statements());
        }
        assertThat(statements).containsExactly(11, 11, 1, 1);
    }

    /** Else a lock on many tables at once, as a nightly load takes them, would look like a slow warehouse. */
    @Test
    void manyLockedTablesDoNotBlindTheRestForLong() {
        Site site = new Site(100);
        IntStream.range(0, 100).filter(table -> table % 5 == 0).forEach(table -> site.locked.add("t" + table));
        Map<String, CompletableFuture<Probes.Answer>> asked = site.ask(100);
        site.pass(Site.TIMEOUT.multipliedBy(6));
        requireRows(asked, site.locked);
    }

    @Test
    void whatIsWrongWithTheCallsIsNobodysFault() {
        Site site = new Site(100);
        for (int call = 0; call < 11; call++) {
            site.redshift.failSubmit(new StatementException("AccessDenied", false));
        }
        Map<String, CompletableFuture<Probes.Answer>> asked = site.ask(100);
        site.background.drain();
        assertThat(asked.values()).allSatisfy(answer -> assertThat(answer).isCompletedExceptionally());
        site.redshift.heal();
        requireRowsOfOneStatement(site);
    }

    /** Such as "Database is resuming". */
    @Test
    void whatFailsEverywhereInPassingIsNobodysFault() {
        Site site = new Site(100);
        for (int statement = 0; statement < 11; statement++) {
            site.redshift.failStatement(new StatementState.Failed("the cluster is resuming", true));
        }
        Map<String, CompletableFuture<Probes.Answer>> asked = site.ask(100);
        site.background.drain();
        assertThat(asked.values()).allSatisfy(answer -> assertThat(answer).isCompletedExceptionally());
        requireRowsOfOneStatement(site);
    }

    @Test
    void cancelledStatementsAreNotTakenApart() {
        Site site = new Site(100);
        site.slowUntil = Instant.MAX;
        Map<String, CompletableFuture<Probes.Answer>> asked = site.ask(100);
        site.background.drain();
        site.statements.cancelAll();
        site.background.drain();
        assertThat(asked.values()).allSatisfy(answer -> assertThat(answer).isCompletedExceptionally());
        site.slowUntil = Instant.MIN;
        site.statements();
        requireRowsOfOneStatement(site);
    }

    private static void requireRowsOfOneStatement(Site site) {
        site.statements();
        Map<String, CompletableFuture<Probes.Answer>> asked = site.ask(100);
        site.background.drain();
        requireRows(asked, Set.of());
        assertThat(site.statements()).isEqualTo(1);
    }

    /** One life of a task's tables: whatever befalls some of them, each poll brings the others theirs. */
    public static final class Rounds implements LongPredicate {
        @Override
        public boolean test(long seed) {
            try {
                live(seed);
                return true;
            } catch (AssertionError | RuntimeException found) {
                return false;
            }
        }

        static void live(long seed) {
            Random random = new Random(seed);
            int tables = 1 + random.nextInt(random.nextBoolean() ? 20 : 250);
            Site site = new Site(tables);
            int rounds = 6 + random.nextInt(10);
            Set<String> suspects = new HashSet<>();
            for (int round = 0; round < rounds; round++) {
                int faults = random.nextInt(3) == 0 ? 0 : random.nextInt(Math.min(tables, 4));
                for (int fault = 0; fault < faults; fault++) {
                    (random.nextBoolean() ? site.dropped : site.locked).add("t" + random.nextInt(tables));
                }
                suspects.addAll(site.dropped);
                suspects.addAll(site.locked);
                poll(
                        site,
                        tables,
                        (tables + 99) / 100 + 20 * (site.dropped.size() + site.locked.size()) + suspects.size());
                site.locked.clear();
                site.pass(Duration.ofSeconds(10));
                poll(site, tables, (tables + 99) / 100 + suspects.size());
                site.dropped.clear();
            }
            // Each fault costs at most 64 answers alone, and then nothing is left of it.
            for (int round = 0; round < 70; round++) {
                poll(site, tables, (tables + 99) / 100 + suspects.size());
            }
            int before = site.redshift.submitted().size();
            poll(site, tables, (tables + 99) / 100);
            assertThat(site.redshift.submitted()).hasSize(before + (tables + 99) / 100);
        }

        private static void poll(Site site, int tables, int most) {
            site.statements();
            Set<String> faulty = new HashSet<>(site.dropped);
            faulty.addAll(site.locked);
            Map<String, CompletableFuture<Probes.Answer>> asked = site.ask(tables);
            site.pass(faulty.isEmpty() ? Duration.ofMillis(200) : Site.TIMEOUT.multipliedBy(3));
            asked.forEach((table, answer) -> {
                if (!faulty.contains(table)) {
                    assertThat(answer).as("row of healthy table %s", table).isCompleted();
                    assertThat(upTo(answer)).isEqualTo("maximum of " + table);
                }
            });
            site.dropped.stream()
                    .filter(table -> !site.locked.contains(table))
                    .forEach(table -> assertThat(asked.get(table)).isCompletedExceptionally());
            assertThat(site.statements()).isLessThanOrEqualTo(most);
        }
    }

    @Test
    void healthyTablesGetTheirRowsWhateverBefallsOthers() {
        System.out.println("probes.seed=" + SEED);
        for (long seed = SEED; seed < SEED + 40; seed++) {
            try {
                Rounds.live(seed);
            } catch (AssertionError | RuntimeException found) {
                throw new AssertionError("probes.seed=" + seed, found);
            }
        }
    }

    record Mutant(String name, String file, String from, String to) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Mutant> mutants() {
        return Stream.of(
                new Mutant(
                        "a row goes to a neighbour",
                        "window/ProbeRound.java",
                        "Integer.toString(number)",
                        "Integer.toString(number / 2 * 2)"),
                new Mutant(
                        "a piece that is refused is given up",
                        "window/ProbeRound.java",
                        "takeApart(piece);\n        } else {\n            undecided",
                        "fail(piece);\n        } else {\n            undecided"),
                new Mutant(
                        "a piece that hangs is waited for",
                        "window/ProbeRound.java",
                        "if (answered || piece.parent.isEmpty())",
                        "if (piece.parent.isEmpty())"),
                new Mutant("nobody comes back", "window/AskedAlone.java", "before.owed() - 1", "before.owed()"),
                new Mutant("nobody is asked alone", "window/AskedAlone.java", "standing.owed() > 0", "false"));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void roundsFindIt(Mutant mutant) throws ReflectiveOperationException {
        LongPredicate rounds =
                MutantLoader.of(mutant.file(), mutant.from(), mutant.to()).instance(Rounds.class, LongPredicate.class);
        long found = LongStream.range(SEED, SEED + 100)
                .filter(seed -> !rounds.test(seed))
                .findFirst()
                .orElse(-1);
        assertThat(found)
                .as("rounds that find that %s, probes.seed=%d", mutant, SEED)
                .isNotNegative();
    }
}
