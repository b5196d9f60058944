// SPDX-License-Identifier: Apache-2.0
package connect.redshift.simulation;

import connect.redshift.statement.ListedStatement;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.Statement;
import connect.redshift.statement.StatementException;
import connect.redshift.statement.StatementRunner;
import connect.redshift.statement.StatementState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * The Data API of one account, with its quotas, what its calls take, and a warehouse that runs so many statements at
 * once and lets others queue.
 */
final class ModelledDataApi implements StatementRunner {
    /** Redshift management guide, quotas of the Data API. */
    private static final int ACTIVE_STATEMENTS = 500;

    /** Assumed: as many as automatic workload management may run. */
    private static final int AT_ONCE = 50;

    private final VirtualTime time;
    private final ModelledWarehouse warehouse;
    private final Measures measures;
    private final Random random;
    private final Map<Operation, Quota> quotas = new HashMap<>();
    private final Map<String, Run> runs = new HashMap<>();
    private final Map<String, String> idsByToken = new HashMap<>();
    private final PriorityQueue<Instant> ends = new PriorityQueue<>();
    private final PriorityQueue<Instant> slots = new PriorityQueue<>();

    /** A call: how many an account may make a second (same guide), and what it takes (assumed). */
    enum Operation {
        EXECUTE(30, 80),
        DESCRIBE(100, 25),
        RESULT(20, 40),
        CANCEL(3, 40),
        LIST(3, 60);

        private final int quota;
        private final int millis;

        Operation(int quota, int millis) {
            this.quota = quota;
            this.millis = millis;
        }

        int quota() {
            return quota;
        }
    }

    private static final class Run {
        private final Statement statement;
        private final Instant begin;
        private final Instant end;
        private Optional<ResultRows> rows = Optional.empty();

        Run(Statement statement, Instant begin, Instant end) {
            this.statement = statement;
            this.begin = begin;
            this.end = end;
        }
    }

    /** As many calls as a second allows may come at once. */
    private static final class Quota {
        private final double rate;
        private double left;
        private Instant filled = VirtualTime.START;

        Quota(int rate) {
            this.rate = rate;
            this.left = rate;
        }

        boolean take(Instant now) {
            double seconds = Math.max(0, Duration.between(filled, now).toNanos() / 1e9);
            left = Math.min(rate, left + seconds * rate);
            filled = filled.isAfter(now) ? filled : now;
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }

    ModelledDataApi(VirtualTime time, ModelledWarehouse warehouse, Measures measures, long seed) {
        this.time = time;
        this.warehouse = warehouse;
        this.measures = measures;
        this.random = new Random(seed);
        for (Operation operation : Operation.values()) {
            quotas.put(operation, new Quota(operation.quota));
        }
        for (int slot = 0; slot < AT_ONCE; slot++) {
            slots.add(Instant.MIN);
        }
    }

    @Override
    public int longestStatement() {
        return 200_000;
    }

    @Override
    public String submit(Statement statement) {
        call(Operation.EXECUTE);
        return idsByToken.computeIfAbsent(statement.token(), token -> accept(statement));
    }

    private String accept(Statement statement) {
        Instant now = time.instant();
        while (!ends.isEmpty() && !ends.peek().isAfter(now)) {
            ends.remove();
        }
        if (ends.size() >= ACTIVE_STATEMENTS) {
            throw new StatementException("Active statements exceeded the allowed quota (500).", true);
        }
        Instant free = slots.remove();
        Instant begin = free.isAfter(now) ? free : now;
        Instant end = begin.plus(duration(statement.sql()));
        slots.add(end);
        ends.add(end);
        String id = "statement-" + runs.size();
        runs.put(id, new Run(statement, begin, end));
        measures.ran(statement.sql(), now, begin, end);
        return id;
    }

    /** Assumed: a base for each kind, something for each table that is probed, and from half to twice as much by chance. */
    private Duration duration(String sql) {
        int millis = sql.startsWith("UNLOAD ")
                ? 3_000
                : ModelledWarehouse.asksCatalog(sql)
                        ? 500
                        : 200 + 20 * ModelledWarehouse.tables(sql).size();
        return Duration.ofMillis((long) (millis * Math.pow(2, random.nextDouble() * 2 - 1)));
    }

    @Override
    public StatementState state(String id) {
        call(Operation.DESCRIBE);
        Run run = runs.get(id);
        if (time.instant().isBefore(run.end)) {
            return new StatementState.Running();
        }
        if (run.rows.isEmpty()) {
            run.rows = Optional.of(warehouse.answer(run.statement.sql(), run.end));
        }
        return new StatementState.Finished(Duration.between(run.begin, run.end));
    }

    @Override
    public ResultRows rows(String id) {
        call(Operation.RESULT);
        // Nobody reads it twice, and there are millions.
        return runs.put(id, null).rows.orElseThrow();
    }

    @Override
    public void cancel(String id) {
        call(Operation.CANCEL);
    }

    @Override
    public List<ListedStatement> running(String namePrefix) {
        call(Operation.LIST);
        return List.of();
    }

    private void call(Operation operation) {
        Instant now = time.instant();
        time.pass(Duration.ofMillis(operation.millis));
        boolean taken = quotas.get(operation).take(now);
        measures.called(operation, now, taken);
        if (!taken) {
            throw new StatementException("Rate exceeded", true);
        }
    }
}
