// SPDX-License-Identifier: Apache-2.0
package connect.redshift.connections;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import connect.redshift.account.Call;
import connect.redshift.account.LocalAccount;
import connect.redshift.emulator.LoggedStatement;
import connect.redshift.testing.Certificate;
import connect.redshift.worker.Await;
import connect.redshift.worker.ConnectWorker;
import connect.redshift.worker.SharedBroker;
import connect.redshift.worker.TopicReader;
import connect.redshift.worker.WorkerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ways to a Redshift on a real worker, with the zip: host names as AWS gives them, TLS that checks them, secrets from a
 * ConfigProvider, and the loggers of ours, the SDK's (but for two that README warns of) and the driver's at TRACE.
 */
final class ConnectionsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String HOST = Site.WORKGROUP + ".123456789012.us-east-1.redshift-serverless.amazonaws.com";
    private static final String READER = "arn:aws:iam::123456789012:role/reader";
    private static final String SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:login";

    /** What a ConfigProvider gives; no value may be found anywhere else. */
    private static final Map<String, String> SECRETS = Map.of(
            "access-key", "AKIASECRETUSER",
            "secret-key", "hush-secret-key",
            "session-token", "hush-session-token",
            "external-id", "hush-external-id",
            "password", "hush-password",
            "proxy-password", "hush-proxy-password");

    /** In the account only. */
    private static final String PASSWORD_IN_SECRET = "hush-password-in-secret";

    @TempDir
    private static Path folder;

    private static Site site;
    private static Certificate certificate;
    private static ConnectWorker worker;

    @BeforeAll
    static void start() throws Exception {
        certificate = Certificate.of(folder, HOST);
        site = Site.open(Optional.of(certificate.server()));
        site.account()
                .withUser(SECRETS.get("access-key"), SECRETS.get("secret-key"))
                .withRole(READER, Optional.of(SECRETS.get("external-id")))
                .withDatabaseUser("reader", SECRETS.get("password"))
                .withDatabaseUser("analyst", PASSWORD_IN_SECRET)
                .withSecret(SECRET, "{\"username\":\"analyst\",\"password\":\"%s\"}".formatted(PASSWORD_IN_SECRET));
        Path hosts = Files.writeString(
                folder.resolve("hosts"),
                "127.0.0.1 localhost %s %s\n"
                        .formatted(HOST, InetAddress.getLocalHost().getHostName()));
        StringBuilder secrets = new StringBuilder();
        new TreeMap<>(SECRETS)
                .forEach((key, value) ->
                        secrets.append(key).append('=').append(value).append('\n'));
        Files.writeString(folder.resolve("secrets.properties"), secrets);
        worker = ConnectWorker.start(
                SharedBroker.broker(),
                WorkerSettings.group("connections")
                        .options("-Djdk.net.hosts.file=" + hosts)
                        .with("config.providers", "file")
                        .with(
                                "config.providers.file.class",
                                "org.apache.kafka.common.config.provider.FileConfigProvider"));
        for (String logger : List.of("connect.redshift", "software.amazon.awssdk", "com.amazon.redshift")) {
            level(logger, "TRACE");
        }
        // The SDK prints what it signs, session token and all, and the addresses that it takes apart, with their
        // queries.
        for (String logger : List.of("software.amazon.awssdk.http.auth", "software.amazon.awssdk.utils.uri")) {
            level(logger, "INFO");
        }
    }

    @AfterAll
    static void close() {
        if (worker != null) {
            worker.close();
        }
        if (site != null) {
            site.close();
        }
    }

    private static void level(String logger, String level) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(worker.rest().address() + "/admin/loggers/" + logger))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"level\": \"%s\"}".formatted(level)))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private static String secret(String key) {
        return "${file:%s:%s}".formatted(folder.resolve("secrets.properties"), key);
    }

    private static Map<String, String> settings(String name, String... more) {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("name", name);
        settings.put("topic.prefix", name);
        settings.put("exactly.once.support", "required");
        settings.put("aws.access.key.id", secret("access-key"));
        settings.put("aws.secret.access.key", secret("secret-key"));
        for (int index = 0; index < more.length; index += 2) {
            settings.put(more[index], more[index + 1]);
        }
        return settings;
    }

    private static String[] jdbc(String... more) {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                "connection.mode",
                                "jdbc",
                                "redshift.host",
                                HOST,
                                "redshift.port",
                                Integer.toString(site.database().port()),
                                "redshift.ssl.root.cert",
                                certificate.file().toString()),
                        java.util.stream.Stream.of(more))
                .toArray(String[]::new);
    }

    private static void endsWithRows(Map<String, String> settings) {
        String name = settings.get("name");
        JsonNode validated = worker.rest().validate("connect.redshift.RedshiftSourceConnector", settings);
        assertThat(validated.findValues("errors"))
                .allSatisfy(errors -> assertThat(errors).isEmpty());
        hides(validated.toString());
        worker.rest().putConfig(name, settings);
        worker.rest().awaitRunning(name, 1, LIMIT);
        try (var topic = TopicReader.committed(SharedBroker.broker(), name + ".shop.orders")) {
            assertThat(topic.awaitCount(Site.ROWS, LIMIT)).hasSize(Site.ROWS);
        }
        worker.rest().delete(name);
        hides(worker.logText());
    }

    /** Whatever a text is, no secret is in it: neither those of the user nor those that AWS gave. */
    private static void hides(String text) {
        assertThat(text).doesNotContain("hush-");
        assertThat(text).doesNotContain("\"" + SECRETS.get("access-key"));
        for (Call call : site.account().calls()) {
            if (!call.sessionToken().isEmpty()) {
                assertThat(text).doesNotContain(call.sessionToken());
            }
        }
        assertThat(text).doesNotContain(LocalAccount.secretKeyOf(READER)).doesNotContainPattern("temporary-\\d");
    }

    @Test
    void passwordOverCheckedTls() {
        endsWithRows(
                settings("password", jdbc("redshift.db.user", "reader", "redshift.db.password", secret("password"))));
        assertThat(site.database().startups()).anySatisfy(startup -> assertThat(startup)
                .containsEntry("user", "reader")
                .containsEntry("application_name", "kafka-connect password"));
    }

    @Test
    void passwordOfASecretOverCheckedTls() {
        endsWithRows(settings("secret", jdbc("redshift.secret.arn", SECRET)));
        assertThat(site.database().startups())
                .anySatisfy(startup -> assertThat(startup).containsEntry("user", "analyst"));
    }

    @Test
    void temporaryPasswordOfARoleOverCheckedTls() {
        endsWithRows(settings(
                "issued", jdbc("aws.sts.role.arn", READER, "aws.sts.role.external.id", secret("external-id"))));
        assertThat(site.database().startups()).anySatisfy(startup -> assertThat(startup)
                .containsEntry("user", "IAMR:" + LocalAccount.accessKeyOf(READER)));
    }

    @Test
    void dataApiWithARole() {
        endsWithRows(settings(
                "role",
                "redshift.host",
                HOST,
                "aws.sts.role.arn",
                READER,
                "aws.sts.role.external.id",
                secret("external-id")));
        assertThat(site.account().calls("AssumeRole"))
                .anySatisfy(call -> assertThat(call.fields()).containsEntry("RoleSessionName", "kafka-connect-role"));
    }

    @Test
    void dataApiWithASessionToken() {
        endsWithRows(settings("keys", "redshift.host", HOST, "aws.session.token", secret("session-token")));
    }

    @Test
    void failuresHideSecretsToo() {
        Map<String, String> wrong =
                settings("wrong", jdbc("redshift.db.user", "nobody", "redshift.db.password", secret("password")));
        JsonNode validated = worker.rest().validate("connect.redshift.RedshiftSourceConnector", wrong);
        assertThat(validated.path("error_count").asInt()).isEqualTo(1);
        hides(validated.toString());
        wrong.put("validation.mode", "offline");
        worker.rest().putConfig("wrong", wrong);
        Await.until("the refused password in the worker's log", LIMIT, () -> worker.logText()
                .contains("password authentication failed"));
        hides(worker.rest().status("wrong").toString());
        worker.rest().delete("wrong");
        hides(worker.logText());
    }

    @Test
    void sqlHidesSecrets() {
        hides(String.join("\n", site.database().statements()));
        hides(site.stack().redshift().statements().stream()
                .map(LoggedStatement::sql)
                .toList()
                .toString());
    }
}
