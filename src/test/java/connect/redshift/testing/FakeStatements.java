// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import connect.redshift.statement.ListedStatement;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.SqlText;
import connect.redshift.statement.Statement;
import connect.redshift.statement.StatementException;
import connect.redshift.statement.StatementRunner;
import connect.redshift.statement.StatementState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A runner whose statements are answered by a {@link Warehouse} in the test. A statement runs for as many questions as
 * it was told to, and does its work at the end of them, whether or not anybody still asks.
 */
public final class FakeStatements implements StatementRunner {
    private final Warehouse warehouse;
    private final List<Statement> submitted = new ArrayList<>();
    private final List<String> cancelled = new ArrayList<>();
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Map<String, String> idsByToken = new HashMap<>();
    private final Deque<StatementException> submitFaults = new ArrayDeque<>();
    private final Deque<StatementException> lostResponses = new ArrayDeque<>();
    private final Deque<StatementException> stateFaults = new ArrayDeque<>();
    private final Deque<StatementException> rowsFaults = new ArrayDeque<>();
    private final Deque<StatementException> listFaults = new ArrayDeque<>();
    private final Deque<StatementState.Failed> failures = new ArrayDeque<>();
    private Predicate<String> held = sql -> false;
    private int questions;
    private int longest = 200_000;

    /** What a statement does and answers. */
    public interface Warehouse {
        ResultRows EMPTY = new ResultRows(List.of(), List.of());

        /** The rows of a statement; {@link Refusal} for one that Redshift would fail. */
        ResultRows run(Statement statement);
    }

    /** Redshift fails a statement with these words. */
    public static final class Refusal extends RuntimeException {
        public Refusal(String error) {
            super(error);
        }
    }

    private static final class Job {
        private final Statement statement;
        private int questionsLeft;
        private StatementState state = new StatementState.Running();
        private Optional<ResultRows> rows = Optional.empty();

        Job(Statement statement, int questionsLeft) {
            this.statement = statement;
            this.questionsLeft = questionsLeft;
        }

        boolean runs() {
            return state instanceof StatementState.Running;
        }
    }

    public FakeStatements(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    /** Statements submitted from now on answer this many questions with "running" before they end. */
    public synchronized void runFor(int newQuestions) {
        questions = newQuestions;
    }

    /** Statements with such a text run from now on until this is told anew. */
    public synchronized void hold(Predicate<String> sql) {
        held = sql;
    }

    /** The next submit does nothing and throws this. */
    public synchronized void failSubmit(StatementException failure) {
        submitFaults.add(failure);
    }

    /** The next submit is taken, but its answer is lost on the way and this is thrown instead. */
    public synchronized void loseResponse(StatementException failure) {
        lostResponses.add(failure);
    }

    /** The next question for a state throws this. */
    public synchronized void failState(StatementException failure) {
        stateFaults.add(failure);
    }

    /** The next reading of a result throws this. */
    public synchronized void failRows(StatementException failure) {
        rowsFaults.add(failure);
    }

    /** The next listing of running statements throws this. */
    public synchronized void failList(StatementException failure) {
        listFaults.add(failure);
    }

    /** The next statement that ends, ends like this and without its work. */
    public synchronized void failStatement(StatementState.Failed failure) {
        failures.add(failure);
    }

    /** Forgets every failure that has not happened yet. */
    public synchronized void heal() {
        List.of(submitFaults, lostResponses, stateFaults, rowsFaults, listFaults)
                .forEach(Deque::clear);
        failures.clear();
        questions = 0;
    }

    /** Every statement that runs ends now, as if time had passed. */
    public synchronized void endAll() {
        jobs.values().stream().filter(Job::runs).toList().forEach(this::end);
    }

    /** What was taken, in order; a repeated token is not taken again. */
    public synchronized List<Statement> submitted() {
        return List.copyOf(submitted);
    }

    public synchronized List<Statement> submitted(Predicate<String> sql) {
        return submitted.stream().filter(statement -> sql.test(statement.sql())).toList();
    }

    public synchronized List<Statement> running() {
        return jobs.values().stream()
                .filter(Job::runs)
                .map(job -> job.statement)
                .toList();
    }

    /** Ids that a cancel has stopped. */
    public synchronized List<String> cancelled() {
        return List.copyOf(cancelled);
    }

    /** Statements of more bytes are refused from now on. */
    public synchronized void takeUpTo(int bytes) {
        longest = bytes;
    }

    @Override
    public synchronized int longestStatement() {
        return longest;
    }

    @Override
    public synchronized String submit(Statement statement) {
        if (SqlText.bytes(statement.sql()) > longest) {
            throw new StatementException("Statement is too long", false);
        }
        throwNext(submitFaults);
        String id = idsByToken.computeIfAbsent(statement.token(), token -> accept(statement));
        throwNext(lostResponses);
        return id;
    }

    private String accept(Statement statement) {
        submitted.add(statement);
        String id = "statement-" + submitted.size();
        jobs.put(id, new Job(statement, questions));
        return id;
    }

    @Override
    public synchronized StatementState state(String id) {
        throwNext(stateFaults);
        Job job = job(id);
        if (job.runs() && !held.test(job.statement.sql()) && job.questionsLeft-- <= 0) {
            end(job);
        }
        return job.state;
    }

    private void end(Job job) {
        StatementState.Failed failure = failures.poll();
        if (failure != null) {
            job.state = failure;
            return;
        }
        try {
            job.rows = Optional.of(warehouse.run(job.statement));
            job.state = new StatementState.Finished(Duration.ofMillis(20));
        } catch (Refusal refusal) {
            job.state = new StatementState.Failed(refusal.getMessage(), false);
        }
    }

    @Override
    public synchronized ResultRows rows(String id) {
        throwNext(rowsFaults);
        return job(id).rows
                .orElseThrow(() -> new StatementException(
                        "Query does not have result. Please check query status with DescribeStatement.", false));
    }

    @Override
    public synchronized void cancel(String id) {
        Job job = job(id);
        if (job.runs()) {
            cancelled.add(id);
            job.state = new StatementState.Failed("Query cancelled on user's request", false);
        }
    }

    @Override
    public synchronized List<ListedStatement> running(String namePrefix) {
        throwNext(listFaults);
        return jobs.entrySet().stream()
                .filter(job -> job.getValue().runs())
                .map(job -> new ListedStatement(
                        job.getKey(),
                        job.getValue().statement.name(),
                        job.getValue().statement.sql()))
                .filter(one -> one.name().startsWith(namePrefix))
                .toList();
    }

    private Job job(String id) {
        Job job = jobs.get(id);
        if (job == null) {
            throw new StatementException("Query does not exist: " + id, false);
        }
        return job;
    }

    private static void throwNext(Deque<StatementException> faults) {
        StatementException fault = faults.poll();
        if (fault != null) {
            throw fault;
        }
    }
}
