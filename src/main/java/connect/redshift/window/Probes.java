// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import connect.redshift.statement.Background;
import connect.redshift.statement.Gathering;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.SqlText;
import connect.redshift.statement.Statement;
import connect.redshift.statement.Statements;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Asks Redshift how far a task's tables may be read: those that ask at about the same moment with one statement, since
 * hundreds of idle tables would else cost hundreds of statements a poll. The aggregates are each table's own, taken in
 * the statement's one snapshot, so a plan is as exact as if its table had asked alone.
 *
 * <p>One table that is dropped, forbidden or locked must not blind the others: a statement that fails, or that does not
 * answer in time, is taken apart ({@link ProbeRound}) until the table at fault is alone, and then that table is asked
 * alone until it has answered well a growing number of times ({@link AskedAlone}). May be used from any thread.
 */
public final class Probes {
    /** As many tables a statement, so that its text and its plan stay small and a fault is soon found. */
    static final int MOST = 100;

    /** How often in a row a warehouse that is merely slow may be given twice as long. */
    private static final int MOST_PATIENCE = 8;

    private final Statements statements;
    private final Background background;
    private final Clock clock;
    private final Subject subject;
    private final Gathering<Question> gathering;
    private final AskedAlone alone = new AskedAlone();
    private volatile Duration patience;

    /**
     * Who asks, and how patiently.
     *
     * @param statementPrefix what the names of the connector's statements begin with
     * @param company whom a question waits for
     * @param timeout how long a statement of several tables may take before it is taken apart
     */
    public record Subject(String statementPrefix, Gathering.Company company, Duration timeout) {}

    /** A probe, and who waits for its answer. */
    record Question(Probe probe, CompletableFuture<Answer> answer) {}

    /**
     * What a table answered.
     *
     * @param row exactly one, with the columns that were asked for
     * @param took from before the statement began until after its end, by the worker's clock; so whatever the statement
     *     saw, it saw at most so much later than the clock that it told
     */
    record Answer(ResultRows row, Duration took) {}

    public Probes(Statements statements, Background background, Clock clock, Subject subject) {
        this.statements = statements;
        this.background = background;
        this.clock = clock;
        this.subject = subject;
        this.patience = subject.timeout();
        this.gathering = new Gathering<>(background, subject.company(), this::ask);
    }

    /** One table's row; fails with what is wrong with this table, or with the way to Redshift. */
    CompletableFuture<Answer> ask(Probe probe) {
        Question question = new Question(probe, new CompletableFuture<>());
        gathering.add(question);
        return question.answer();
    }

    /** What only one table asks for. */
    CompletableFuture<ResultRows> query(Statement statement) {
        return statements.query(statement);
    }

    private void ask(List<Question> questions) {
        List<Question> batch = new ArrayList<>();
        int bytes = 0;
        for (Question question : questions) {
            if (alone.contains(question.probe().name())) {
                begin(List.of(question));
                continue;
            }
            int more = SqlText.bytes(question.probe().branch(MOST)) + Probe.between();
            if (batch.size() == MOST || (!batch.isEmpty() && bytes + more > statements.longestStatement())) {
                begin(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(question);
            bytes += more;
        }
        if (!batch.isEmpty()) {
            begin(batch);
        }
    }

    private void begin(List<Question> questions) {
        new ProbeRound(new Tools(), List.copyOf(questions)).begin();
    }

    /** What a round works with, and whom it tells. */
    final class Tools {
        private final Duration timeout = patience;

        Statements statements() {
            return statements;
        }

        Background background() {
            return background;
        }

        Clock clock() {
            return clock;
        }

        Duration timeout() {
            return timeout;
        }

        /** The full name of a statement for these tables, with as many of them as fit. */
        String name(List<Question> questions) {
            if (questions.size() == 1) {
                return questions.get(0).probe().name() + " plan";
            }
            return questions.stream()
                    .map(question -> question.probe().name())
                    .map(name -> name.startsWith(subject.statementPrefix())
                            ? name.substring(subject.statementPrefix().length())
                            : name)
                    .collect(Collectors.joining(
                            " ", subject.statementPrefix() + "plan of " + questions.size() + " tables: ", ""));
        }

        void well(Question question) {
            alone.well(question.probe().name());
        }

        void atFault(Question question, String reason) {
            alone.atFault(question.probe().name(), reason);
        }

        /** All answered with one statement, after so long. */
        void together(Duration took) {
            if (took.compareTo(subject.timeout()) <= 0) {
                patience = subject.timeout();
            } else if (took.compareTo(timeout) > 0) {
                Duration longest = subject.timeout().multipliedBy(MOST_PATIENCE);
                Duration longer = timeout.multipliedBy(2);
                patience = longer.compareTo(longest) > 0 ? longest : longer;
            }
        }
    }
}
