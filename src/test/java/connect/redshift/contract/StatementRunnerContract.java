// SPDX-License-Identifier: Apache-2.0
package connect.redshift.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.statement.ListedStatement;
import connect.redshift.statement.ResultColumn;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.Statement;
import connect.redshift.statement.StatementException;
import connect.redshift.statement.StatementRunner;
import connect.redshift.statement.StatementState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@link StatementRunner} promises, one test a sentence. */
public abstract class StatementRunnerContract {
    protected abstract StatementRunner runner();

    /** Returns the one value {@code 1}, labelled {@code one}, at once; a comment may follow it. */
    protected abstract String quickQuery();

    /** Runs until it is cancelled, or at least for some seconds. */
    protected abstract String slowQuery();

    protected abstract String failingQuery();

    /** Returns the numbers from 1 to {@link #manyRows} in order, labelled {@code number}. */
    protected abstract String longQuery();

    /** Returns no row, of the columns {@code id INTEGER}, {@code name VARCHAR(40)} and {@code amount NUMERIC(12,2)}. */
    protected abstract String emptyQuery();

    /** More rows than one page of a result holds. */
    protected abstract int manyRows();

    /** Changes something that {@link #effects} counts, once a run. */
    protected abstract String statementWithEffect();

    protected abstract long effects();

    /** Lets some time pass between two questions. */
    protected abstract void letTimePass();

    private StatementState end(String id) {
        StatementState state = runner().state(id);
        for (int question = 0; question < 1_000 && state instanceof StatementState.Running; question++) {
            letTimePass();
            state = runner().state(id);
        }
        return state;
    }

    private String submit(String sql) {
        return runner().submit(Statement.of("contract", sql));
    }

    @Test
    void submitDoesNotWaitForTheEnd() {
        String id = submit(slowQuery());
        assertThat(runner().state(id)).isInstanceOf(StatementState.Running.class);
        runner().cancel(id);
    }

    @Test
    void aStatementThatEndsWellIsFinished() {
        StatementState end = end(submit(quickQuery()));
        assertThat(end).isInstanceOf(StatementState.Finished.class);
        assertThat(((StatementState.Finished) end).duration()).isGreaterThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void aStatementThatRedshiftRefusesIsFailedWithItsWords() {
        StatementState end = end(submit(failingQuery()));
        assertThat(end).isInstanceOf(StatementState.Failed.class);
        assertThat(((StatementState.Failed) end).error()).isNotBlank();
    }

    @Test
    void theSameTokenAgainReturnsTheSameIdAndRunsNothing() {
        Statement statement = Statement.of("contract", statementWithEffect());
        long before = effects();
        String id = runner().submit(statement);
        assertThat(runner().submit(statement)).isEqualTo(id);
        end(id);
        assertThat(runner().submit(statement)).isEqualTo(id);
        assertThat(effects()).isEqualTo(before + 1);
    }

    @Test
    void anotherTokenRunsTheSameTextAgain() {
        long before = effects();
        String one = submit(statementWithEffect());
        String other = submit(statementWithEffect());
        assertThat(one).isNotEqualTo(other);
        end(one);
        end(other);
        assertThat(effects()).isEqualTo(before + 2);
    }

    @Test
    void aFinalStateNeverChanges() {
        String id = submit(quickQuery());
        StatementState end = end(id);
        runner().cancel(id);
        assertThat(runner().state(id)).isEqualTo(end);
    }

    @Test
    void rowsHaveLabelsAndTexts() {
        String id = submit(quickQuery());
        end(id);
        ResultRows rows = runner().rows(id);
        assertThat(rows.columns()).containsExactly("one");
        assertThat(rows.value(0, "one")).contains("1");
    }

    @Test
    void everyRowOfAllPagesIsReturned() {
        String id = submit(longQuery());
        end(id);
        ResultRows rows = runner().rows(id);
        assertThat(rows.rows()).hasSize(manyRows());
        assertThat(rows.value(0, "number")).contains("1");
        assertThat(rows.value(manyRows() - 1, "number")).contains(Integer.toString(manyRows()));
    }

    @Test
    void columnsAreDescribedWithTheirTypesAlsoWithoutARow() {
        String id = submit(emptyQuery());
        end(id);
        ResultRows rows = runner().rows(id);
        assertThat(rows.rows()).isEmpty();
        assertThat(rows.described())
                .containsExactly(
                        new ResultColumn("id", "int4", 10, 0),
                        new ResultColumn("name", "varchar", 40, 0),
                        new ResultColumn("amount", "numeric", 12, 2));
    }

    /** Counted in bytes: the comment has half as many letters. */
    @Test
    void theLongestStatementRunsAndALongerOneIsRefused() {
        String start = quickQuery() + " -- ";
        int left = runner().longestStatement() - start.length();
        String longest = start + "é".repeat(left / 2) + "x".repeat(left % 2);
        assertThat(end(submit(longest))).isInstanceOf(StatementState.Finished.class);
        assertThatThrownBy(() -> submit(longest + "x"))
                .isInstanceOfSatisfying(StatementException.class, failure -> assertThat(failure.retriable())
                        .isFalse());
    }

    @Test
    void cancelStopsARunningStatement() {
        String id = submit(slowQuery());
        runner().cancel(id);
        assertThat(end(id)).isInstanceOf(StatementState.Failed.class);
    }

    @Test
    void cancelLeavesAnEndedStatementAlone() {
        String id = submit(failingQuery());
        StatementState end = end(id);
        runner().cancel(id);
        runner().cancel(id);
        assertThat(runner().state(id)).isEqualTo(end);
    }

    @Test
    void runningStatementsAreFoundByTheBeginningOfTheirNames() {
        String mark = UUID.randomUUID().toString();
        String slow = slowQuery();
        String running = runner().submit(Statement.of(mark + " a export", slow));
        String longer = runner().submit(Statement.of(mark + " a b", slow));
        String capital = runner().submit(Statement.of(mark + " A export", slow));
        String other = runner().submit(Statement.of("of another " + mark + " a", slow));

        assertThat(runner().running(mark + " a "))
                .containsExactlyInAnyOrder(
                        new ListedStatement(running, mark + " a export", slow),
                        new ListedStatement(longer, mark + " a b", slow));

        List.of(running, longer, capital, other).forEach(runner()::cancel);
    }

    @Test
    void whatHasEndedRunsNoMore() {
        String mark = UUID.randomUUID().toString();
        end(runner().submit(Statement.of(mark + " finished", quickQuery())));
        end(runner().submit(Statement.of(mark + " failed", failingQuery())));
        String cancelled = runner().submit(Statement.of(mark + " cancelled", slowQuery()));
        runner().cancel(cancelled);
        end(cancelled);

        assertThat(runner().running(mark)).isEmpty();
    }

    @Test
    void anIdThatIsUnknownIsAFinalFailure() {
        assertThatThrownBy(() -> runner().state("5b9f4f0c-6f0a-4a9e-9d5a-2f6f1d0c7e11"))
                .isInstanceOfSatisfying(StatementException.class, failure -> assertThat(failure.retriable())
                        .isFalse());
    }
}
