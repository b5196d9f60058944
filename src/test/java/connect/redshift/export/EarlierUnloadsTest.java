// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.staging.S3Uri;
import connect.redshift.statement.ListedStatement;
import connect.redshift.statement.ResultRows;
import connect.redshift.statement.Statement;
import connect.redshift.statement.StatementException;
import connect.redshift.statement.StatementRunner;
import connect.redshift.statement.StatementState;
import connect.redshift.statement.Statements;
import connect.redshift.table.Shard;
import connect.redshift.table.TableId;
import connect.redshift.testing.FakeStatements;
import connect.redshift.testing.ManualBackground;
import connect.redshift.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of all that runs in a warehouse, the UNLOADs that an earlier life of this very task left, and nothing else. */
final class EarlierUnloadsTest {
    private final ManualClock clock = new ManualClock();
    private final ManualBackground background = new ManualBackground(clock);
    private final FakeStatements redshift = new FakeStatements(statement -> FakeStatements.Warehouse.EMPTY);
    private final EarlierUnloads earlier = new EarlierUnloads(
            new Statements(redshift, background, clock, Duration.ofMinutes(1)),
            background,
            new EarlierUnloads.Subject(
                    "shop ",
                    new S3Uri("bucket", "kafka/shop/"),
                    List.of(
                            new EarlierUnloads.Part(new TableId("public", "orders"), Shard.ONLY),
                            new EarlierUnloads.Part(new TableId("Sales 1", "lines"), new Shard(1, 4)))));

    EarlierUnloadsTest() {
        redshift.runFor(1_000_000);
    }

    private void leftRunning(String name, String place) {
        redshift.submit(Statement.of(
                name, "UNLOAD ('SELECT 1 FROM t WHERE c = ''x''')\nTO '%s'\nIAM_ROLE default".formatted(place)));
    }

    private void stop() {
        CompletableFuture<Void> stopped = earlier.stop();
        background.drain();
        assertThat(stopped).isCompleted();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            shop public.orders export e1 | s3://bucket/kafka/shop/public.orders/e1/parts/
            shop Sales 1.lines shard 1/4 export e2 | s3://bucket/kafka/shop/~53ales~201.lines.1-of-4/e2/parts/
            """)
    void unloadsOfThisTasksTablesAreCancelled(String name, String place) {
        leftRunning(name, place);
        stop();
        assertThat(redshift.cancelled()).containsExactly("statement-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # Another connector's, whose name begins alike: its blank is written as %20.
            shop%20two public.orders export e1 | s3://bucket/kafka/shop/public.orders/e1/parts/
            shop2 public.orders export e1      | s3://bucket/kafka/shop/public.orders/e1/parts/
            # One of the same name in another Connect cluster, which stages elsewhere.
            shop public.orders export e1       | s3://bucket/other/shop/public.orders/e1/parts/
            shop public.orders export e1       | s3://tekcub/kafka/shop/public.orders/e1/parts/
            # Tables of another task.
            shop public.order export e1        | s3://bucket/kafka/shop/public.order/e1/parts/
            shop public.orders2 export e1      | s3://bucket/kafka/shop/public.orders2/e1/parts/
            # Other shards of the same table, and the table before it was split.
            shop Sales 1.lines shard 2/4 export e2 | s3://bucket/kafka/shop/~53ales~201.lines.2-of-4/e2/parts/
            shop Sales 1.lines export e2           | s3://bucket/kafka/shop/~53ales~201.lines/e2/parts/
            # Not what it is called.
            shop public.orders export e1       | s3://bucket/kafka/shop/public.orders/e2/parts/
            shop public.orders                 | s3://bucket/kafka/shop/public.orders/e1/parts/
            shop public.orders export e1 more  | s3://bucket/kafka/shop/public.orders/e1/parts/
            """)
    void whatIsNotOursIsLeftAlone(String name, String place) {
        leftRunning(name, place);
        stop();
        assertThat(redshift.cancelled()).isEmpty();
    }

    /** It would else be taken for an UNLOAD to there. */
    @Test
    void aPlaceInAValueIsNoPlace() {
        redshift.submit(
                Statement.of(
                        "shop public.orders export e1",
                        "UNLOAD ('SELECT 1 WHERE c = ''TO ''''s3://bucket/kafka/shop/public.orders/e1/parts/''''''')\nTO 's3://else/'"));
        stop();
        assertThat(redshift.cancelled()).isEmpty();
    }

    @Test
    void nothingFoundIsDoneAtOnce() {
        Instant began = clock.instant();
        stop();
        assertThat(clock.instant()).isEqualTo(began);
    }

    @Test
    void aMissingPermissionStopsNothing() {
        leftRunning("shop public.orders export e1", "s3://bucket/kafka/shop/public.orders/e1/parts/");
        redshift.failList(new StatementException("AccessDeniedException", false));
        stop();
        assertThat(redshift.cancelled()).isEmpty();
    }

    @Test
    void aFailureThatMayPassIsWaitedFor() {
        leftRunning("shop public.orders export e1", "s3://bucket/kafka/shop/public.orders/e1/parts/");
        redshift.failList(new StatementException("Rate exceeded", true));
        CompletableFuture<Void> stopped = earlier.stop();
        background.drain();
        assertThat(stopped).isNotDone();
        background.drainAll();
        assertThat(redshift.cancelled()).containsExactly("statement-1");
        assertThat(stopped).isCompleted();
    }

    @Test
    void aFailureThatDoesNotPassIsWaitedForTwentySeconds() {
        for (int time = 0; time < 100; time++) {
            redshift.failList(new StatementException("Rate exceeded", true));
        }
        Instant began = clock.instant();
        CompletableFuture<Void> stopped = earlier.stop();
        var unused = stopped.thenRun(
                () -> assertThat(Duration.between(began, clock.instant())).isEqualTo(Duration.ofSeconds(20)));
        background.drainAll();
        assertThat(stopped).isCompleted();
        assertThat(Duration.between(began, clock.instant())).isLessThan(Duration.ofSeconds(25));
    }

    /** By then this life's own UNLOADs may be in the list. */
    @Test
    void aListThatComesTooLateCancelsNothing() {
        leftRunning("shop public.orders export e1", "s3://bucket/kafka/shop/public.orders/e1/parts/");
        redshift.failList(new StatementException("Rate exceeded", true));
        CompletableFuture<Void> stopped = earlier.stop();
        background.drain();
        clock.advance(Duration.ofSeconds(30));
        background.stepNewest();
        background.drainAll();
        assertThat(stopped).isCompleted();
        assertThat(redshift.cancelled()).isEmpty();
    }

    @Test
    void aCancelThatFailsHoldsNothingUp() {
        leftRunning("shop public.orders export e1", "s3://bucket/kafka/shop/public.orders/e1/parts/");
        Statements failing = new Statements(new RefusingCancel(redshift), background, clock, Duration.ofMinutes(1));
        CompletableFuture<Void> stopped = new EarlierUnloads(
                        failing,
                        background,
                        new EarlierUnloads.Subject(
                                "shop ",
                                new S3Uri("bucket", "kafka/shop/"),
                                List.of(new EarlierUnloads.Part(new TableId("public", "orders"), Shard.ONLY))))
                .stop();
        background.drain();
        assertThat(stopped).isCompleted();
    }

    /** Redshift will not cancel, as when the statement is one of another session of the same role. */
    private record RefusingCancel(FakeStatements redshift) implements StatementRunner {
        @Override
        public String submit(Statement statement) {
            return redshift.submit(statement);
        }

        @Override
        public StatementState state(String id) {
            return redshift.state(id);
        }

        @Override
        public ResultRows rows(String id) {
            return redshift.rows(id);
        }

        @Override
        public void cancel(String id) {
            throw new StatementException("AccessDeniedException", false);
        }

        @Override
        public List<ListedStatement> running(String namePrefix) {
            return redshift.running(namePrefix);
        }

        @Override
        public int longestStatement() {
            return redshift.longestStatement();
        }
    }
}
