// SPDX-License-Identifier: Apache-2.0
package connect.redshift.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import connect.redshift.aws.AwsAccess;
import connect.redshift.aws.AwsClients;
import connect.redshift.aws.AwsIdentity;
import connect.redshift.contract.StagingContract;
import connect.redshift.staging.S3Staging;
import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;
import connect.redshift.worker.Await;
import connect.redshift.worker.ConnectRest;
import connect.redshift.worker.TopicReader;
import connect.redshift.worker.TopicRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The plugin in the image of {@code docker/connect.Dockerfile}, between a Kafka, a LocalStack (S3, STS, Secrets Manager)
 * and the local Redshift, all in containers. LocalStack checks no signature and no policy, so this shows that
 * the connector's calls are such as it understands, and nothing about IAM.
 */
@ExtendWith(NeedsDocker.class)
final class ContainersIT {
    private static final int ROWS = 20_000;
    private static final int FEWER_ROWS = 1_000;
    private static final int TABLES = 2;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Report REPORT = Report.of(ContainersIT.class);
    private static final String ROLE = "arn:aws:iam::000000000000:role/staging-reader";
    private static final LocalDateTime FIRST = LocalDateTime.of(2026, 1, 1, 0, 0);

    /** Rows from 1 on, each a second and a microsecond after the one before. */
    private static final String SQL =
            """
            CREATE SCHEMA c;
            CREATE TABLE c.%1$s (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40), amount DECIMAL(18,4), at TIMESTAMP);
            INSERT INTO c.%1$s SELECT n, 'row ' || n, n * 1.25,
              TIMESTAMP '2026-01-01 00:00:00' + n * INTERVAL '1.000001 seconds' FROM generate_series(1, %2$d) AS n;
            CREATE TABLE c.%3$s (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40), amount DECIMAL(18,4), at TIMESTAMP);
            INSERT INTO c.%3$s SELECT * FROM c.%1$s WHERE id <= %4$d;
            """
                    .formatted("killed", ROWS, "secret", FEWER_ROWS);

    private static final List<Count> COUNTS = new ArrayList<>();
    private static List<String> differences = List.of();
    private static Containers containers;

    private record Count(int rows, int missing, int duplicates) {}

    @BeforeAll
    static void start() {
        containers = Containers.start(SQL);
    }

    @AfterAll
    static void report() {
        if (containers == null) {
            return;
        }
        List<String> lines = new ArrayList<>(Images.report());
        lines.addAll(differences);
        if (COUNTS.size() < TABLES) {
            lines.add("failed: rows of %d tables were not compared".formatted(TABLES - COUNTS.size()));
        }
        lines.add("rows %d, missing %d, duplicates %d"
                .formatted(
                        COUNTS.stream().mapToInt(Count::rows).sum(),
                        COUNTS.stream().mapToInt(Count::missing).sum(),
                        COUNTS.stream().mapToInt(Count::duplicates).sum()));
        REPORT.write(lines);
        Report.log("worker.log", containers.worker().logText());
        Report.log("localstack.log", containers.localStack().getLogs());
        containers.close();
    }

    @Test
    void portsArePublishedOnLoopbackOnly() {
        assertThat(containers.publishedOn()).containsExactly("127.0.0.1");
    }

    /** Read with a role that STS gave; the worker dies while the windows after the first wait for Redshift. */
    @Test
    void killedWorkerGoesOnAtTheExactRow() {
        Map<String, String> settings = settings("killed");
        settings.put("aws.sts.endpoint", "http://localstack:4566");
        settings.put("aws.s3.access.key.id", "staging-user");
        settings.put("aws.s3.secret.access.key", "staging-secret");
        settings.put("aws.s3.sts.role.arn", ROLE);
        settings.put("window.max.rows", "2000");
        // Nobody reads past what a killed worker left open: the restarted one, too, waits for the broker to end it.
        settings.put("producer.override.transaction.timeout.ms", "3000");
        settings.put("max.batch.size", "200");
        putConfig("killed", settings);
        try (TopicReader<TopicRecord> sent =
                        TopicReader.uncommitted(containers.bootstrapServers(), "containers.c.killed");
                TopicReader<TopicRecord> committed =
                        TopicReader.committed(containers.bootstrapServers(), "containers.c.killed")) {
            sent.awaitCount(1, LIMIT);
            redshift("POST", "/__faults", "{\"kind\": \"HOLD\", \"sqlContains\": \"UNLOAD\"}");
            containers.worker().kill();
            assertThat(sent.readToEnd(LIMIT).size()).as("sent before the kill").isBetween(1, ROWS - 1);
            redshift("DELETE", "/__faults", "");
            containers.worker().restart();

            ConnectRest rest = containers.worker().rest();
            rest.awaitRunningAgain("killed", 1, LIMIT);
            committed.awaitCount(ROWS, LIMIT);
            awaitFinished(rest, "killed");
            COUNTS.add(compare(committed.readToEnd(LIMIT), ROWS));
            assertThat(COUNTS).last().isEqualTo(new Count(ROWS, 0, 0));
            rest.delete("killed");
        }
        assertThat(containers.localStack().getLogs()).contains("sts.AssumeRole => 200");
    }

    /** The database user's password lies in Secrets Manager; the login goes over TLS to the local Redshift's database port. */
    @Test
    void loginOfASecret() {
        Map<String, String> settings = settings("secret");
        settings.put("connection.mode", "jdbc");
        settings.put("redshift.ssl.mode", "require");
        settings.put("redshift.secret.arn", createSecret());
        settings.put("aws.secretsmanager.endpoint", "http://localstack:4566");
        settings.put("aws.sts.endpoint", "http://localstack:4566");
        putConfig("secret", settings);
        try (TopicReader<TopicRecord> committed =
                TopicReader.committed(containers.bootstrapServers(), "containers.c.secret")) {
            committed.awaitCount(FEWER_ROWS, LIMIT);
            ConnectRest rest = containers.worker().rest();
            awaitFinished(rest, "secret");
            COUNTS.add(compare(committed.readToEnd(LIMIT), FEWER_ROWS));
            assertThat(COUNTS).last().isEqualTo(new Count(FEWER_ROWS, 0, 0));
            rest.delete("secret");
        }
        assertThat(containers.localStack().getLogs()).contains("secretsmanager.GetSecretValue => 200");
        assertThat(containers.worker().logText()).doesNotContain(Containers.PASSWORD);
    }

    private static Map<String, String> settings(String table) {
        Map<String, String> settings = new HashMap<>();
        settings.put("connector.class", "connect.redshift.RedshiftSourceConnector");
        settings.put("exactly.once.support", "required");
        settings.put("redshift.workgroup", "local");
        settings.put("redshift.database", "dev");
        settings.put("aws.region", "us-east-1");
        settings.put("aws.access.key.id", "local");
        settings.put("aws.secret.access.key", "local-secret");
        settings.put("aws.redshift.data.endpoint", "http://redshift:8439");
        settings.put("aws.s3.bucket.name", "staging");
        settings.put("aws.s3.endpoint", "http://localstack:4566");
        settings.put("aws.s3.path.style.access", "true");
        settings.put("table.include.list", "c\\." + table);
        settings.put("watermark.column", "at");
        settings.put("decimal.handling.mode", "string");
        settings.put("timestamp.delay.interval.ms", "1000");
        settings.put("poll.interval.ms", "1000");
        settings.put("topic.prefix", "containers");
        return settings;
    }

    private static void putConfig(String name, Map<String, String> settings) {
        containers.worker().rest().putConfig(name, settings);
    }

    private static void awaitFinished(ConnectRest rest, String connector) {
        Await.until(connector + " to have finished", LIMIT, () -> rest.offsets(connector)
                .at("/offsets/0/offset/state")
                .asText()
                .equals("finished"));
    }

    /** Every value of every record against what the SQL above puts into the row; each row once. */
    private static Count compare(List<TopicRecord> records, int rows) {
        Set<Integer> seen = new HashSet<>();
        int duplicates = 0;
        for (TopicRecord record : records) {
            JsonNode row = record.payload();
            int id = row.path("id").asInt();
            if (!seen.add(id)) {
                duplicates++;
            }
            assertThat(id).isBetween(1, rows);
            assertThat(row.path("name").asText()).isEqualTo("row " + id);
            assertThat(row.path("amount").asText())
                    .isEqualTo(BigDecimal.valueOf(id * 12_500L, 4).toPlainString());
            LocalDateTime at = FIRST.plusSeconds(id).plus(id, ChronoUnit.MICROS);
            assertThat(row.path("at").asLong())
                    .isEqualTo(ChronoUnit.MICROS.between(LocalDateTime.of(1970, 1, 1, 0, 0), at));
        }
        return new Count(rows, rows - seen.size(), duplicates);
    }

    private static String createSecret() {
        URI endpoint = containers.localStack().getEndpoint();
        try (SecretsManagerClient client = SecretsManagerClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "any")))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build()) {
            String login =
                    """
                    {"username": "analyst", "password": "%s", "host": "redshift", "port": 5439}"""
                            .formatted(Containers.PASSWORD);
            return client.createSecret(request -> request.name("login").secretString(login))
                    .arn();
        }
    }

    private static void redshift(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(containers.redshift().resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            int status = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .statusCode();
            assertThat(status).isEqualTo(200);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** What the connector needs of an S3, asked of LocalStack's. */
    @Nested
    final class LocalStackStaging extends StagingContract {
        private static final AtomicInteger FOLDERS = new AtomicInteger();
        private static AwsClients clients;

        private final S3Uri folder = new S3Uri("contract", "folder %d/".formatted(FOLDERS.incrementAndGet()));

        @BeforeAll
        static void connect() {
            clients = AwsClients.build(
                    new AwsAccess(
                            Optional.of("us-east-1"),
                            AwsAccess.Callers.both(AwsIdentity.of(
                                    new AwsIdentity.Source.StaticKeys("local", "any", Optional.empty()))),
                            AwsAccess.Endpoints.PUBLIC,
                            AwsAccess.Network.DEFAULT,
                            new AwsAccess.S3Access(
                                    Optional.empty(),
                                    Optional.of(containers.localStack().getEndpoint()),
                                    true)),
                    4);
            clients.s3().createBucket(request -> request.bucket("contract"));
        }

        @AfterAll
        static void disconnect() {
            if (clients != null) {
                clients.close();
            }
        }

        @Override
        public Staging staging() {
            return new S3Staging(clients.s3());
        }

        @Override
        public S3Uri folder() {
            return folder;
        }
    }

    /** Where the two S3s that the tests run on do not agree, so that neither is taken for the real one. */
    @Test
    void localStackAndS3ProxyDifferWhereKnown() {
        differences = S3Differences.between(containers.localStack().getEndpoint());
        assertThat(differences).containsExactlyElementsOf(S3Differences.KNOWN);
    }
}
