// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.emulator.LocalRedshift;
import connect.redshift.emulator.Settings;
import connect.redshift.statement.Gathering;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.Statements;
import connect.redshift.table.Ordering;
import connect.redshift.table.RowFilter;
import connect.redshift.table.TableId;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Writers with transactions of their own, on a real database, commit in any order but within the delay; a clock that
 * the test moves crosses changes of daylight saving. Whatever they do, the windows' union is the table and no two
 * windows share a row. {@code -Dwriters.seed=…} runs one life again, {@code -Dwriters.lives=…} more of them.
 */
final class ConcurrentWritersEmulatorTest {
    private static final Duration DELAY = Duration.ofMinutes(10);
    private static final int WRITERS = 4;
    private static final int STEPS = 250;
    private static final int LIVES = Integer.getInteger("writers.lives", 4);
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    private static LocalRedshift redshift;

    @BeforeAll
    static void start() {
        redshift = LocalRedshift.start(Settings.local());
    }

    @AfterAll
    static void stop() {
        redshift.close();
    }

    /** A kind of watermark, and where and when it is told. */
    record Setting(Ordering ordering, String type, ZoneId zone, Instant begin) {
        @Override
        public String toString() {
            return "%s in %s from %s".formatted(type, zone, begin);
        }
    }

    static Stream<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        String[][] places = {
            {"UTC", "2026-02-27T20:00:00Z"},
            {"Europe/Berlin", "2026-10-24T20:00:00Z"},
            {"Europe/Berlin", "2026-03-28T20:00:00Z"},
            {"America/Sao_Paulo", "2018-02-17T20:00:00Z"},
            {"Asia/Kolkata", "2026-10-24T15:00:00Z"},
            {"Australia/Lord_Howe", "2026-04-04T10:00:00Z"}
        };
        for (String[] place : places) {
            ZoneId zone = ZoneId.of(place[0]);
            Instant begin = Instant.parse(place[1]);
            settings.add(new Setting(Ordering.TIMESTAMP, "timestamp", zone, begin));
            settings.add(new Setting(Ordering.TIMESTAMPTZ, "timestamptz", zone, begin));
            settings.add(new Setting(Ordering.DATE, "date", zone, begin));
        }
        Instant begin = Instant.parse("2026-02-27T20:00:00Z");
        settings.add(new Setting(Ordering.NUMBER, "bigint", ZoneOffset.UTC, begin));
        settings.add(new Setting(Ordering.TEXT, "varchar", ZoneOffset.UTC, begin));
        return settings.stream();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void windowsTogetherAreTheTableAndShareNoRow(Setting setting) throws SQLException {
        Optional<Long> chosen = Optional.ofNullable(Long.getLong("writers.seed"));
        long first = chosen.orElseGet(() -> (long) new Random().nextInt(1_000_000_000));
        for (long seed = first; seed < first + (chosen.isPresent() ? 1 : LIVES); seed++) {
            System.out.printf("writers.seed=%d %s%n", seed, setting);
            try (Life life = new Life(setting, seed)) {
                life.live();
            }
        }
    }

    private static final class Life implements AutoCloseable {
        private final Setting setting;
        private final String what;
        private final Random random;
        private final Connection reader;
        private final List<Writer> writers = new ArrayList<>();
        private final Wanted wanted;
        private final ManualClock clock = new ManualClock();
        private final ManualBackground background = new ManualBackground(clock);
        private final Probes probes;
        private final WindowPlanner planner;
        private final Set<Integer> read = new HashSet<>();
        private Instant now;
        private Position position = new Position.Beginning();
        private int lastId;
        private int windows;

        private final class Writer {
            private final Connection connection = connect();
            private Optional<Instant> begun = Optional.empty();

            Writer() throws SQLException {
                connection.setAutoCommit(false);
            }

            void insert() throws SQLException {
                if (begun.isEmpty()) {
                    begun = Optional.of(now);
                }
                int count = 1 + random.nextInt(4);
                String stamp = stamp();
                for (int row = 0; row < count; row++) {
                    run(connection, "INSERT INTO writers.t VALUES (%d, %s)".formatted(++lastId, stamp));
                }
            }

            void commit() throws SQLException {
                connection.commit();
                begun = Optional.empty();
            }

            /** What the delay promises: a row is there before the delay has passed since it was stamped. */
            boolean mustCommitBefore(Instant then) {
                return begun.isPresent() && !begun.get().plus(DELAY).isAfter(then);
            }
        }

        Life(Setting setting, long seed) throws SQLException {
            this.setting = setting;
            what = "writers.seed=%d %s".formatted(seed, setting);
            random = new Random(seed);
            now = setting.begin().plusSeconds(random.nextInt(3_600));
            reader = connect();
            run(reader, "CREATE SCHEMA IF NOT EXISTS writers");
            run(reader, "DROP TABLE IF EXISTS writers.t");
            run(reader, "CREATE TABLE writers.t (id INTEGER, mark %s)".formatted(setting.type()));
            for (int writer = 0; writer < WRITERS; writer++) {
                writers.add(new Writer());
            }
            boolean nulls = random.nextBoolean();
            if (nulls) {
                lastId = 2;
                run(reader, "INSERT INTO writers.t VALUES (1, NULL), (2, NULL)");
            }
            wanted = new Wanted(
                    nulls ? NullWatermarks.SEND : NullWatermarks.NONE,
                    random.nextBoolean() ? 0 : 1 + random.nextInt(30),
                    Duration.ZERO,
                    false);
            probes = new Probes(
                    new Statements(new FakeStatements(this::answer), background, clock, Duration.ofMinutes(1)),
                    background,
                    clock,
                    new Probes.Subject("shop ", new Gathering.Company(Duration.ZERO, 2), Duration.ofSeconds(30)));
            planner = new WindowPlanner(
                    probes,
                    "shop writers.t",
                    new WindowPlanner.Subject(new TableId("writers", "t"), "mark", setting.ordering(), RowFilter.NONE),
                    new Bound(DELAY, setting.zone()),
                    wanted);
        }

        void live() throws SQLException {
            for (int step = 0; step < STEPS; step++) {
                Instant then = now.plusMillis(random.nextInt((int) DELAY.toMillis() / 4));
                for (Writer writer : writers) {
                    if (writer.mustCommitBefore(then)) {
                        writer.commit();
                    }
                }
                now = then;
                Writer one = writers.get(random.nextInt(WRITERS));
                switch (random.nextInt(4)) {
                    case 0, 1 -> one.insert();
                    case 2 -> one.commit();
                    default -> advance();
                }
            }
            for (Writer writer : writers) {
                writer.commit();
            }
            // Every day is over after two; an old sighting, the last maximum and what follows it take a look each.
            now = now.plus(Duration.ofDays(2));
            for (int look = 0; look < 4; look++) {
                while (advance()) {
                    assertThat(windows).as(what).isLessThan(10_000);
                }
                now = now.plus(DELAY);
            }
            assertThat(read).as(what).hasSize(lastId);
            assertThat(windows).as(what).isGreaterThan(setting.ordering() == Ordering.DATE ? 0 : 5);
        }

        /** Reads the next window, if there is one; its rows are those of a later snapshot than the plan's. */
        private boolean advance() throws SQLException {
            boolean together = random.nextBoolean();
            if (together) {
                var unused = probes.ask(new Probe(
                        "shop writers.other",
                        List.of(new Probe.Column(Probe.UP_TO, "MAX(id)::varchar")),
                        "FROM writers.t"));
            }
            CompletableFuture<Plan> asked = planner.plan(position);
            background.drain();
            if (!(asked.join() instanceof Plan.Read next)) {
                return false;
            }
            if (random.nextInt(3) == 0) {
                writers.get(random.nextInt(WRITERS)).commit();
            }
            windows++;
            String sql = "SELECT id FROM writers.t WHERE " + next.window().predicate("mark");
            try (Statement statement = reader.createStatement();
                    ResultSet result = statement.executeQuery(sql)) {
                while (result.next()) {
                    assertThat(read.add(result.getInt(1)))
                            .as("row %d once, %s", result.getInt(1), what)
                            .isTrue();
                }
            }
            position = next.window().end();
            return true;
        }

        private String stamp() {
            return switch (setting.ordering()) {
                case TIMESTAMP -> "'%s'".formatted(MICROS.format(LocalDateTime.ofInstant(now, setting.zone())));
                case TIMESTAMPTZ -> "'%s+00'".formatted(MICROS.format(LocalDateTime.ofInstant(now, ZoneOffset.UTC)));
                case DATE ->
                    "'%s'"
                            .formatted(
                                    LocalDateTime.ofInstant(now, setting.zone()).toLocalDate());
                // As a sequence gives them: in order, and no two transactions have one in common.
                case NUMBER -> Integer.toString(lastId - 100);
                case TEXT -> "'%08d'".formatted(lastId);
            };
        }

        private ResultRows answer(connect.redshift.statement.Statement statement) {
            String sql = statement
                    .sql()
                    .replace(
                            Bound.CLOCK,
                            "TIMESTAMPTZ '%s+00'"
                                    .formatted(MICROS.format(LocalDateTime.ofInstant(now, ZoneOffset.UTC))));
            assertThat(sql).doesNotContain("SYSDATE");
            try (Statement jdbc = reader.createStatement();
                    ResultSet result = jdbc.executeQuery(sql)) {
                int columns = result.getMetaData().getColumnCount();
                List<String> labels = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    labels.add(result.getMetaData().getColumnLabel(column));
                }
                List<List<Optional<String>>> rows = new ArrayList<>();
                while (result.next()) {
                    List<Optional<String>> row = new ArrayList<>();
                    for (int column = 1; column <= columns; column++) {
                        row.add(Optional.ofNullable(result.getString(column)));
                    }
                    rows.add(row);
                }
                return new ResultRows(labels, rows);
            } catch (SQLException failure) {
                throw new IllegalStateException(sql, failure);
            }
        }

        @Override
        public void close() throws SQLException {
            for (Writer writer : writers) {
                writer.connection.close();
            }
            reader.close();
        }
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(redshift.jdbcUrl());
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
