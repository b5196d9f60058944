// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.model.ActiveStatementsExceededException;
import software.amazon.awssdk.services.redshiftdata.model.DescribeStatementResponse;
import software.amazon.awssdk.services.redshiftdata.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.redshiftdata.model.RedshiftDataException;
import software.amazon.awssdk.services.redshiftdata.model.ResourceNotFoundException;
import software.amazon.awssdk.services.redshiftdata.model.SqlParameter;
import software.amazon.awssdk.services.redshiftdata.model.StatementData;
import software.amazon.awssdk.services.redshiftdata.model.StatusString;
import software.amazon.awssdk.services.redshiftdata.model.ValidationException;

/** The Data API's rules through the unmodified SDK. */
final class DataApiEmulatorTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private LocalRedshift redshift;
    private DataApiCaller sdk;
    private RedshiftDataClient client;

    @BeforeEach
    void start() {
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
        redshift = LocalRedshift.start(Settings.local().withClock(clock).with(new Settings.Limits(2, 2, 0)));
        sdk = new DataApiCaller(redshift);
        client = sdk.client();
        redshift.execute(
                "CREATE TABLE t (id INT NOT NULL, name VARCHAR(10)); INSERT INTO t VALUES (1,'a'),(2,'b'),(3,NULL)");
    }

    @AfterEach
    void stop() {
        sdk.close();
        redshift.close();
    }

    @Test
    void resultsArePaged() {
        String id = sdk.submit("SELECT id, name FROM t ORDER BY 1");
        sdk.end(id);
        var first = client.getStatementResult(r -> r.id(id));
        assertThat(first.records()).hasSize(2);
        assertThat(first.totalNumRows()).isEqualTo(3);
        assertThat(first.columnMetadata().get(1).typeName()).isEqualTo("varchar");
        assertThat(first.columnMetadata().get(1).precision()).isEqualTo(10);
        var second = client.getStatementResult(r -> r.id(id).nextToken(first.nextToken()));
        assertThat(second.nextToken()).isNull();
        assertThat(second.records().get(0).get(1).isNull()).isTrue();
    }

    @Test
    void callersAreChecked() {
        refused(r -> r.database("dev"), "Either ClusterIdentifier, WorkgroupName or SessionId must be provided.");
        refused(
                r -> r.database("dev").workgroupName("local").clusterIdentifier("local-cluster"),
                "cannot be specified together");
        refused(r -> r.database("dev").workgroupName("local").dbUser("x"), "DbUser cannot be specified");
        refused(
                r -> r.database("dev")
                        .clusterIdentifier("local-cluster")
                        .dbUser("x")
                        .secretArn("arn"),
                "DbUser cannot be");
        refused(r -> r.database("dev").workgroupName("other"), "Redshift endpoint doesn't exist in this region.");
        refused(r -> r.database("dev").clusterIdentifier("other"), "Redshift endpoint doesn't exist in this region.");
        refused(r -> r.workgroupName("local"), "Database");
        refused(r -> r.database("dev").workgroupName("local").secretArn("arn:unknown"), "Secrets Manager can't find");
        assertThat(sdk.end(client.executeStatement(r -> r.sql("SELECT 1")
                                        .database("dev")
                                        .clusterIdentifier("local-cluster")
                                        .dbUser("x"))
                                .id())
                        .status())
                .isEqualTo(StatusString.FINISHED);
        String other = client.executeStatement(
                        r -> r.sql("SELECT 1").database("nope").workgroupName("local"))
                .id();
        assertThat(sdk.end(other).error()).isEqualTo("FATAL: database \"nope\" does not exist");
    }

    private void refused(Consumer<ExecuteStatementRequest.Builder> request, String message) {
        assertThatThrownBy(() -> client.executeStatement(r -> request.accept(r.sql("SELECT 1"))))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void unknownKeysAreRefused() {
        try (DataApiCaller stranger = new DataApiCaller(redshift, "stranger")) {
            assertThatThrownBy(() -> stranger.submit("SELECT 1"))
                    .isInstanceOfSatisfying(RedshiftDataException.class, failure -> {
                        assertThat(failure.statusCode()).isEqualTo(403);
                        assertThat(failure.awsErrorDetails().errorCode()).isEqualTo("UnrecognizedClientException");
                    });
        }
    }

    @Test
    void sameTokenIsTheSameStatementForEightHours() {
        String id = sdk.submit("SELECT 1", r -> r.clientToken("t1"));
        assertThat(sdk.submit("SELECT 1", r -> r.clientToken("t1"))).isEqualTo(id);
        assertThat(redshift.statements()).hasSize(1);
        assertThatThrownBy(() -> sdk.submit("SELECT 2", r -> r.clientToken("t1")))
                .isInstanceOf(ValidationException.class);
        now.set(now.get().plus(Duration.ofHours(8)));
        assertThat(sdk.submit("SELECT 1", r -> r.clientToken("t1"))).isNotEqualTo(id);
    }

    @Test
    void idsAreForgottenAfterADay() {
        String id = sdk.submit("SELECT 1");
        sdk.end(id);
        now.set(now.get().plus(Duration.ofHours(24)));
        assertThat(client.describeStatement(r -> r.id(id)).status()).isEqualTo(StatusString.FINISHED);
        now.set(now.get().plusSeconds(1));
        assertThatThrownBy(() -> client.describeStatement(r -> r.id(id)))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Query does not exist.");
    }

    @Test
    void activeStatementsAreLimited() {
        String hold = redshift.faults().add(Fault.of(Kind.HOLD).where("from t"));
        String first = sdk.submit("SELECT * FROM t");
        String second = sdk.submit("SELECT id FROM t");
        assertThatThrownBy(() -> sdk.submit("SELECT 1"))
                .isInstanceOf(ActiveStatementsExceededException.class)
                .hasMessageContaining("Active statements exceeded the allowed quota (2).");
        assertThat(redshift.runningStatements()).hasSize(2);
        redshift.faults().remove(hold);
        assertThat(sdk.end(first).status()).isEqualTo(StatusString.FINISHED);
        assertThat(sdk.end(second).status()).isEqualTo(StatusString.FINISHED);
    }

    @Test
    void inFlightNumbersAreMinusOne() {
        redshift.faults().add(Fault.of(Kind.HOLD));
        DescribeStatementResponse running = client.describeStatement(r -> r.id(sdk.submit("SELECT 1")));
        assertThat(running.resultRows()).isEqualTo(-1);
        assertThat(running.resultSize()).isEqualTo(-1);
        assertThat(running.duration()).isEqualTo(-1);
        assertThat(running.hasResultSet()).isFalse();
        assertThatThrownBy(() -> client.getStatementResult(r -> r.id(running.id())))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Query does not have result. Please check query status with DescribeStatement.");
    }

    @Test
    void cancelStopsWhatRuns() {
        String held = redshift.faults().add(Fault.of(Kind.HOLD).where("1 as held"));
        String id = sdk.submit("SELECT 1 AS held");
        assertThat(client.cancelStatement(r -> r.id(id)).status()).isTrue();
        assertThat(sdk.end(id).status()).isEqualTo(StatusString.ABORTED);
        redshift.faults().remove(held);
        redshift.execute("CREATE VIEW slow AS SELECT 1 AS s FROM pg_sleep(600)");
        String running = sdk.submit("SELECT * FROM slow");
        while (redshift.query(
                        "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT * FROM slow'")
                .isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(client.cancelStatement(r -> r.id(running)).status()).isTrue();
        assertThat(sdk.end(running).status()).isEqualTo(StatusString.ABORTED);
        String done = sdk.submit("SELECT 1");
        sdk.end(done);
        assertThatThrownBy(() -> client.cancelStatement(r -> r.id(done)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("Could not cancel a query that is already in FINISHED state with ID: " + done);
    }

    @Test
    void listShowsFinishedOnesUnlessAsked() {
        redshift.faults().add(Fault.of(Kind.FAIL).where("broken"));
        sdk.end(sdk.submit("SELECT 'broken'", r -> r.statementName("orders-1")));
        sdk.end(sdk.submit("SELECT 1", r -> r.statementName("orders-2")));
        sdk.end(sdk.submit("SELECT 1", r -> r.statementName("other")));
        assertThat(names(client.listStatements(r -> r.statementName("orders")).statements()))
                .containsExactly("orders-2");
        assertThat(names(client.listStatements(r -> r.statementName("orders").status(StatusString.ALL))
                        .statements()))
                .containsExactly("orders-2", "orders-1");
        assertThat(client.listStatements(r -> r.statementName("Orders")).statements())
                .isEmpty();
        assertThat(client.listStatementsPaginator(r -> r.maxResults(1).status(StatusString.ALL))
                        .statements())
                .hasSize(3);
    }

    private static List<String> names(List<StatementData> statements) {
        return statements.stream().map(StatementData::statementName).toList();
    }

    @Test
    void batchIsOneTransaction() {
        String id = client.batchExecuteStatement(r -> r.workgroupName("local")
                        .database("dev")
                        .sqls("INSERT INTO t VALUES (4, 'd')", "SELECT count(*) FROM t"))
                .id();
        DescribeStatementResponse done = sdk.end(id);
        assertThat(done.subStatements()).extracting(s -> s.statusAsString()).containsExactly("FINISHED", "FINISHED");
        assertThat(client.getStatementResult(r -> r.id(id + ":2"))
                        .records()
                        .get(0)
                        .get(0)
                        .longValue())
                .isEqualTo(4);
        String failed = client.batchExecuteStatement(r -> r.workgroupName("local")
                        .database("dev")
                        .sqls("INSERT INTO t VALUES (5, 'e')", "SELECT * FROM nowhere"))
                .id();
        assertThat(sdk.end(failed).error()).isEqualTo("ERROR: relation \"nowhere\" does not exist");
        assertThat(sdk.value("SELECT count(*) FROM t")).isEqualTo("4");
    }

    @Test
    void parametersAreValues() {
        SqlParameter name = SqlParameter.builder().name("n").value("b").build();
        String id = sdk.submit("SELECT id FROM t WHERE name = :n AND ':n' <> name", r -> r.parameters(name));
        assertThat(sdk.end(id).resultRows()).isEqualTo(1);
        assertThatThrownBy(() -> sdk.submit("SELECT 1", r -> r.parameters(name)))
                .hasMessageContaining("unused");
    }

    @Test
    void statementsAreAtMost200KilobytesOfUtf8() {
        String text = "é".repeat(100 * 1024);
        assertThatThrownBy(() -> sdk.submit("SELECT '" + text + "'"))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("200 KB");
        assertThat(sdk.run("SELECT '" + text.substring(100) + "'").status()).isEqualTo(StatusString.FINISHED);
    }

    @Test
    void metadataIsListed() {
        assertThat(client.listTables(r -> r.workgroupName("local")
                                .database("dev")
                                .schemaPattern("publ%")
                                .tablePattern("t"))
                        .tables())
                .singleElement()
                .satisfies(table -> assertThat(table.type()).isEqualTo("TABLE"));
        assertThat(client.listSchemas(r -> r.workgroupName("local").database("dev"))
                        .schemas())
                .contains("public");
        assertThat(client.describeTable(r -> r.workgroupName("local")
                                .database("dev")
                                .schema("public")
                                .table("t"))
                        .columnList())
                .extracting(column -> column.name() + " " + column.typeName() + " " + column.nullable())
                .containsExactly("id int4 0", "name varchar 1");
    }
}
