// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import connect.redshift.statement.ResultRows;
import connect.redshift.statement.RunningQuery;
import connect.redshift.statement.Statement;
import connect.redshift.statement.StatementException;
import connect.redshift.window.Probes.Answer;
import connect.redshift.window.Probes.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * One statement for several tables, and what becomes of it when it fails or does not answer in time: ten pieces ask at
 * once for a tenth of the tables each, and of a piece that fails in its turn each table for itself, so that one table at
 * fault costs 21 statements and two timeouts, once.
 *
 * <p>A warehouse that is slow, or resumes, answers nobody, and no table is to blame for that. So the whole goes on
 * beside its pieces, and if it answers after all, all is well; a piece that hangs is taken apart only when somebody else
 * in this round has answered, or after four timeouts; and a table is at fault only when it answers much later than
 * another that was asked for itself, or Redshift refused it in words. A call that fails, as when AWS throttles, says
 * nothing about any table, so all fail alike.
 */
final class ProbeRound {
    private static final int PIECES = 10;
    private static final int LONGER = 3;

    /** A quarter of the timeout: longer than the pause between two questions for a statement's state. */
    private static final int LATE = 4;

    private static final Duration ETERNITY = Duration.ofDays(365);

    private final Probes.Tools with;
    private final List<Question> questions;
    private final List<Piece> running = new ArrayList<>();
    private final List<Piece> undecided = new ArrayList<>();
    private boolean answered;
    private Duration quickest = ETERNITY;

    /** Some of the tables, asked with one statement. */
    private static final class Piece {
        private final Optional<Piece> parent;
        private final List<Question> questions;
        private final Instant begun;
        private RunningQuery query;
        private Throwable failure;
        private boolean ended;
        private boolean overdue;
        private boolean warned;
        private boolean taken;

        Piece(Optional<Piece> parent, List<Question> questions, Instant begun) {
            this.parent = parent;
            this.questions = questions;
            this.begun = begun;
        }

        boolean isOne() {
            return questions.size() == 1;
        }

        boolean isWithin(Piece other) {
            return parent.isPresent() && (parent.get() == other || parent.get().isWithin(other));
        }
    }

    ProbeRound(Probes.Tools with, List<Question> questions) {
        this.with = with;
        this.questions = questions;
    }

    synchronized void begin() {
        ask(Optional.empty(), questions);
    }

    private void ask(Optional<Piece> parent, List<Question> some) {
        Piece piece = new Piece(parent, some, with.clock().instant());
        running.add(piece);
        String sql = Probe.sql(some.stream().map(Question::probe).toList());
        piece.query = with.statements().ask(Statement.of(with.name(some), sql));
        var unused = piece.query.rows().whenComplete((rows, failure) -> ended(piece, rows, failure));
        if (!piece.ended && !piece.isOne()) {
            with.background().after(with.timeout(), () -> overdue(piece));
        }
    }

    private synchronized void ended(Piece piece, ResultRows rows, Throwable failure) {
        if (piece.ended) {
            return;
        }
        end(piece);
        if (failure == null) {
            try {
                answered(piece, rows);
            } catch (RuntimeException unreadable) {
                // One that went no further would leave the tables waiting for ever.
                piece.failure = unreadable;
                fail(piece);
            }
        } else {
            piece.failure = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            failed(piece);
        }
        if (!undecided.isEmpty() && running.stream().allMatch(other -> other.taken)) {
            // Nobody has answered, and not for what somebody's table is.
            undecided.forEach(ProbeRound::fail);
            undecided.clear();
            List.copyOf(running).forEach(this::stop);
        }
    }

    private void end(Piece piece) {
        piece.ended = true;
        running.remove(piece);
    }

    private void stop(Piece piece) {
        end(piece);
        piece.query.cancel();
    }

    private void answered(Piece piece, ResultRows rows) {
        answered = true;
        Duration took = Duration.between(piece.begun, with.clock().instant());
        boolean inTime = took.compareTo(with.timeout()) <= 0;
        if (piece.parent.isEmpty() && !piece.isOne()) {
            with.together(took);
        }
        for (int number = 0; number < piece.questions.size(); number++) {
            Question question = piece.questions.get(number);
            Optional<ResultRows> row = piece.isOne() ? Optional.of(rows) : row(rows, number);
            if (piece.isOne() && isLate(took)) {
                with.atFault(question, "it took " + took + " while others answered");
            } else if (inTime) {
                with.well(question);
            }
            row.ifPresentOrElse(found -> question.answer().complete(new Answer(found, took)), () -> question.answer()
                    .completeExceptionally(new StatementException(
                            "Statement %s has no row for %s"
                                    .formatted(
                                            with.name(piece.questions),
                                            question.probe().name()),
                            true)));
        }
        List.copyOf(running).stream().filter(other -> other.isWithin(piece)).forEach(this::stop);
        running.stream().filter(other -> other.overdue).forEach(this::giveLastTime);
        List<Piece> suspects = List.copyOf(undecided);
        undecided.clear();
        suspects.forEach(this::takeApart);
    }

    /** Whether a table that was asked for itself took much longer than the quickest of those. */
    private boolean isLate(Duration took) {
        quickest = quickest.compareTo(took) < 0 ? quickest : took;
        return took.minus(quickest).compareTo(with.timeout().dividedBy(LATE)) > 0;
    }

    /** Somebody has answered; whoever has not may be about to, and if not, it waits for something of its own. */
    private void giveLastTime(Piece piece) {
        if (!piece.warned) {
            piece.warned = true;
            with.background().after(with.timeout(), () -> silent(piece));
        }
    }

    private static Optional<ResultRows> row(ResultRows rows, int number) {
        int place = rows.column(Probe.NUMBER).indexOf(Optional.of(Integer.toString(number)));
        return place < 0
                ? Optional.empty()
                : Optional.of(new ResultRows(rows.columns(), List.of(rows.rows().get(place))));
    }

    private void failed(Piece piece) {
        boolean ofStatement = piece.failure instanceof StatementException told && told.ofStatement();
        boolean passing = piece.failure instanceof StatementException told && told.retriable();
        boolean refused = ofStatement && !passing;
        if (piece.taken) {
            // Its tables are being asked in pieces by now.
            return;
        }
        if (piece.isOne()) {
            if (refused || (answered && (ofStatement || !passing))) {
                with.atFault(piece.questions.get(0), piece.failure.getMessage());
            }
            fail(piece);
        } else if (!ofStatement && passing) {
            fail(piece);
        } else if (refused || answered || piece.parent.isEmpty()) {
            takeApart(piece);
        } else {
            undecided.add(piece);
        }
    }

    private static void fail(Piece piece) {
        piece.questions.forEach(question -> question.answer().completeExceptionally(piece.failure));
    }

    private synchronized void overdue(Piece piece) {
        if (piece.ended || piece.taken) {
            return;
        }
        piece.overdue = true;
        if (answered || piece.parent.isEmpty()) {
            takeApart(piece);
        } else {
            with.background().after(with.timeout().multipliedBy(LONGER), () -> silent(piece));
        }
    }

    private synchronized void silent(Piece piece) {
        if (piece.ended) {
            return;
        }
        if (piece.taken) {
            stop(piece);
        } else {
            takeApart(piece);
        }
    }

    /** The whole goes on, since it is what answers first when nobody is at fault; a piece makes room for its own. */
    private void takeApart(Piece piece) {
        piece.taken = true;
        int size = Math.max(1, (piece.questions.size() + PIECES - 1) / PIECES);
        for (int from = 0; from < piece.questions.size(); from += size) {
            ask(Optional.of(piece), piece.questions.subList(from, Math.min(from + size, piece.questions.size())));
        }
        if (!piece.ended && piece.parent.isPresent()) {
            stop(piece);
        }
    }
}
