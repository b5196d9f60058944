// SPDX-License-Identifier: Apache-2.0
package connect.redshift.simulation;

import connect.redshift.simulation.ModelledDataApi.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is seen of a simulation: calls, statements, and how late tables are asked and rows arrive. */
final class Measures {
    /** Serverless meters by the second, and never less than a minute (Redshift management guide, billing). */
    private static final Duration LEAST_BILLED = Duration.ofMinutes(1);

    private final Map<Operation, Calls> calls = new EnumMap<>(Operation.class);
    private final List<Duration> late = new ArrayList<>();
    private final List<Duration> ages = new ArrayList<>();
    private final Map<Integer, Instant> due = new HashMap<>();
    private final BitSet askedOnce = new BitSet();
    private Instant from = VirtualTime.START;
    private Instant billedUntil = VirtualTime.START;
    private Duration billed = Duration.ZERO;
    private long statements;
    private Instant allAsked = VirtualTime.START;

    private static final class Calls {
        private final Map<Long, Integer> bySecond = new HashMap<>();
        private long made;
        private long throttled;
    }

    Measures() {
        reset(VirtualTime.START);
    }

    /** Counts anew from now on. */
    void reset(Instant now) {
        from = now;
        for (Operation operation : Operation.values()) {
            calls.put(operation, new Calls());
        }
        late.clear();
        ages.clear();
        statements = 0;
        billed = Duration.ZERO;
        billedUntil = now;
    }

    void called(Operation operation, Instant now, boolean taken) {
        Calls known = calls.get(operation);
        known.made++;
        known.throttled += taken ? 0 : 1;
        known.bySecond.merge(Duration.between(from, now).toSeconds(), 1, Integer::sum);
    }

    /** When a table is to be asked next; that moment itself. */
    Instant due(int table, Instant next) {
        due.put(table, next);
        return next;
    }

    /** The Data API took a statement, which is at work from {@code begin} to {@code end}. */
    void ran(String sql, Instant now, Instant begin, Instant end) {
        statements++;
        Instant billedFrom = begin.isAfter(billedUntil) ? begin : billedUntil;
        Instant least = billedFrom.equals(begin) ? begin.plus(LEAST_BILLED) : billedUntil;
        Instant until = end.isAfter(least) ? end : least;
        billed = billed.plus(Duration.between(billedFrom, until));
        billedUntil = until;
        if (sql.startsWith("SELECT")) {
            ModelledWarehouse.tables(sql).forEach(table -> asked(table, now));
        }
    }

    private void asked(int table, Instant now) {
        if (!askedOnce.get(table)) {
            askedOnce.set(table);
            allAsked = now;
        }
        Instant planned = due.remove(table);
        if (planned != null) {
            late.add(now.isAfter(planned) ? Duration.between(planned, now) : Duration.ZERO);
        }
    }

    /** Rows of a transaction reached Connect. */
    void arrived(Instant committed, Instant now) {
        ages.add(Duration.between(committed, now));
    }

    /** How many tables have been asked at all, and when the last of them was. */
    int asked() {
        return askedOnce.cardinality();
    }

    Duration allAsked() {
        return Duration.between(VirtualTime.START, allAsked);
    }

    Duration late(double quantile) {
        return quantile(late, quantile);
    }

    Duration age(double quantile) {
        return quantile(ages, quantile);
    }

    private static Duration quantile(List<Duration> values, double quantile) {
        List<Duration> sorted = values.stream().sorted().toList();
        return sorted.isEmpty()
                ? Duration.ZERO
                : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * quantile));
    }

    /** Calls since the last reset. */
    long made(Operation operation) {
        return calls.get(operation).made;
    }

    double aSecond(Operation operation, Instant now) {
        return calls.get(operation).made / seconds(now);
    }

    int busiestSecond(Operation operation) {
        return calls.get(operation).bySecond.values().stream()
                .max(Integer::compare)
                .orElse(0);
    }

    long throttled() {
        return calls.values().stream().mapToLong(each -> each.throttled).sum();
    }

    double statementsAnHour(Instant now) {
        return statements * 3_600 / seconds(now);
    }

    /** The part of the time that is billed. */
    double billed(Instant now) {
        return Math.min(1, billed.toMillis() / 1_000.0 / seconds(now));
    }

    private double seconds(Instant now) {
        return Duration.between(from, now).toMillis() / 1_000.0;
    }
}
