// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postgresql.PGConnection;

/** A submitted statement or batch on its way from SUBMITTED to one of the three ends. */
final class Submission {
    enum Status {
        SUBMITTED,
        PICKED,
        STARTED,
        FINISHED,
        ABORTED,
        FAILED;

        boolean isEnd() {
            return this == FINISHED || this == ABORTED || this == FAILED;
        }
    }

    /** What was asked for; {@code queries} is what was sent, {@code sqls} has the parameters put in. */
    record Request(
            List<String> queries,
            List<String> sqls,
            boolean batch,
            boolean transaction,
            String name,
            String token,
            Caller caller) {}

    /** Thrown inside a run whose statement was cancelled. */
    static final class Cancelled extends RuntimeException {}

    private final String id;
    private final Request request;
    private final Clock clock;
    private final Instant created;
    private final List<Piece> pieces;
    private Instant updated;
    private Status status = Status.SUBMITTED;
    private String error;
    private long startNanos;
    private long durationNanos = -1;
    private boolean cancelled;
    private Statement running;

    Submission(String id, Request request, Clock clock) {
        this.id = id;
        this.request = request;
        this.clock = clock;
        this.created = clock.instant();
        this.updated = created;
        this.pieces = request.sqls().stream().map(Piece::new).toList();
    }

    String id() {
        return id;
    }

    Request request() {
        return request;
    }

    Instant created() {
        return created;
    }

    List<Piece> pieces() {
        return pieces;
    }

    String sql() {
        return String.join(";\n", request.queries());
    }

    synchronized Status status() {
        return status;
    }

    synchronized Instant updated() {
        return updated;
    }

    synchronized Optional<String> error() {
        return Optional.ofNullable(error);
    }

    synchronized long durationNanos() {
        return durationNanos;
    }

    /** False if it was cancelled meanwhile. */
    synchronized boolean reach(Status next) {
        if (cancelled) {
            return false;
        }
        move(next);
        return true;
    }

    synchronized void end(Status end, String text) {
        error = text;
        move(end);
    }

    private void move(Status next) {
        if (next == Status.STARTED) {
            startNanos = System.nanoTime();
        }
        if (next.isEnd() && startNanos != 0) {
            durationNanos = System.nanoTime() - startNanos;
        }
        status = next;
        updated = clock.instant();
        notifyAll();
    }

    synchronized boolean awaitEnd(Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        while (!status.isEnd()) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Lets time pass in the present state; false if it was cancelled meanwhile. */
    synchronized boolean stay(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        while (!cancelled) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return true;
            }
            wait(left / 1_000_000 + 1);
        }
        return false;
    }

    /**
     * Cancels it, and says so again until it has let go of its query: Postgres drops a cancellation that comes between
     * two fetches of a cursor.
     */
    synchronized void cancel() throws InterruptedException {
        if (status.isEnd()) {
            throw ApiFailure.validation(
                    "Could not cancel a query that is already in " + status + " state with ID: " + id);
        }
        cancelled = true;
        notifyAll();
        while (running != null && !status.isEnd()) {
            try {
                // A statement's own cancel() does nothing while its cursor fetches.
                running.getConnection().unwrap(PGConnection.class).cancelQuery();
            } catch (SQLException ended) {
                // It ended by itself.
                return;
            }
            wait(20);
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    synchronized void checkCancelled() {
        if (cancelled) {
            throw new Cancelled();
        }
    }

    synchronized void running(Statement statement) {
        checkCancelled();
        running = statement;
    }

    synchronized void finished(Statement statement) {
        if (running == statement) {
            running = null;
            notifyAll();
        }
    }

    LoggedStatement logged() {
        long rows = pieces.stream()
                .mapToLong(piece -> piece.outcome().map(Outcome::rows).orElse(0L))
                .sum();
        synchronized (this) {
            long nanos =
                    status.isEnd() || startNanos == 0 ? Math.max(0, durationNanos) : System.nanoTime() - startNanos;
            return new LoggedStatement(
                    id,
                    status.name(),
                    sql(),
                    request.name(),
                    request.token(),
                    Duration.ofNanos(nanos),
                    error == null ? "" : error,
                    rows);
        }
    }

    /** One SQL text of a submission. */
    static final class Piece {
        private final String sql;
        private Status status = Status.SUBMITTED;
        private String error;
        private Outcome outcome;
        private long nanos = -1;

        Piece(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }

        synchronized void end(Status end, String text, Outcome left, long duration) {
            status = end;
            error = text;
            outcome = left;
            nanos = duration;
        }

        synchronized Status status() {
            return status;
        }

        synchronized Optional<String> error() {
            return Optional.ofNullable(error);
        }

        synchronized Optional<Outcome> outcome() {
            return Optional.ofNullable(outcome);
        }

        synchronized long nanos() {
            return nanos;
        }
    }
}
