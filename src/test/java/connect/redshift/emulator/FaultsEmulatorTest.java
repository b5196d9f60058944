// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.redshiftdata.model.DescribeStatementResponse;
import software.amazon.awssdk.services.redshiftdata.model.ResourceNotFoundException;
import software.amazon.awssdk.services.redshiftdata.model.StatusString;
import software.amazon.awssdk.services.redshiftdata.model.ValidationException;

final class FaultsEmulatorTest {
    private LocalS3 s3;
    private LocalRedshift redshift;
    private DataApiCaller sdk;

    @BeforeEach
    void start() {
        s3 = LocalS3.start();
        s3.createBucket("staging");
        redshift = LocalRedshift.start(Settings.with(s3));
        sdk = new DataApiCaller(redshift);
        redshift.execute("CREATE TABLE t (id INT); INSERT INTO t SELECT generate_series(1, 1000)");
    }

    @AfterEach
    void stop() {
        sdk.close();
        redshift.close();
        s3.close();
    }

    @Test
    void throttledAndFailedCallsAreRetriedByTheSdk() {
        redshift.faults().add(Fault.of(Kind.THROTTLE).on("ExecuteStatement"));
        redshift.faults()
                .add(Fault.of(Kind.INTERNAL_ERROR).on("DescribeStatement").where("FROM T"));
        assertThat(sdk.run("SELECT id FROM t").status()).isEqualTo(StatusString.FINISHED);
        assertThat(redshift.faults().list()).isEmpty();
    }

    @Test
    void hiddenThrottlingIsAValidationException() {
        redshift.faults().add(Fault.of(Kind.HIDDEN_THROTTLE));
        assertThatThrownBy(() -> sdk.submit("SELECT 1"))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("ThrottlingException (Service: RedshiftServerless");
    }

    @Test
    void lostResponseStillExecutes() {
        redshift.faults().add(Fault.of(Kind.LOST_RESPONSE).on("ExecuteStatement"));
        String id = sdk.submit("SELECT 1");
        assertThat(redshift.statements()).singleElement().satisfies(one -> assertThat(one.id())
                .isEqualTo(id));
    }

    @Test
    void statementsFailAbortAndExpire() {
        redshift.faults().add(Fault.of(Kind.FAIL).where("from t").saying("ERROR: permission denied for relation t"));
        assertThat(sdk.run("SELECT * FROM t").error()).isEqualTo("ERROR: permission denied for relation t");
        redshift.faults().add(Fault.of(Kind.ABORT));
        DescribeStatementResponse aborted = sdk.run("SELECT 1");
        assertThat(aborted.status()).isEqualTo(StatusString.ABORTED);
        assertThat(aborted.error()).isNull();
        redshift.faults().add(Fault.of(Kind.EXPIRE).on("DescribeStatement"));
        assertThatThrownBy(() -> sdk.run("SELECT 1")).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void slowPickStaysPicked() {
        redshift.faults().add(Fault.of(Kind.SLOW_PICK).lasting(Duration.ofMinutes(10)));
        String id = sdk.submit("SELECT 1");
        DescribeStatementResponse picked = sdk.client().describeStatement(r -> r.id(id));
        while (picked.status() == StatusString.SUBMITTED) {
            picked = sdk.client().describeStatement(r -> r.id(id));
        }
        assertThat(picked.status()).isEqualTo(StatusString.PICKED);
        sdk.client().cancelStatement(r -> r.id(id));
        assertThat(sdk.end(id).status()).isEqualTo(StatusString.ABORTED);
    }

    @Test
    void filesGoWrong() throws IOException {
        redshift.faults().add(Fault.of(Kind.FAIL_AFTER_PARTS));
        String failed = unload(StatusString.FAILED);
        assertThat(s3.keys("staging", failed)).isNotEmpty().doesNotContain(failed + "manifest");

        redshift.faults().add(Fault.of(Kind.NO_MANIFEST));
        String bare = unload(StatusString.FINISHED);
        assertThat(s3.keys("staging", bare)).isNotEmpty().doesNotContain(bare + "manifest");

        redshift.faults().add(Fault.of(Kind.MISSING_PART));
        String missing = unload(StatusString.FINISHED);
        assertThat(s3.keys("staging", missing))
                .hasSize(manifest(missing).get("entries").size());

        redshift.faults().add(Fault.of(Kind.WRONG_COUNT));
        assertThat(manifest(unload(StatusString.FINISHED))
                        .at("/meta/record_count")
                        .asLong())
                .isEqualTo(1001);

        redshift.faults().add(Fault.of(Kind.TRUNCATED_PART));
        assertThat(lengthsAsPromised(unload(StatusString.FINISHED))).isFalse();

        redshift.faults().add(Fault.of(Kind.CORRUPTED_PART));
        String corrupted = unload(StatusString.FINISHED);
        assertThat(lengthsAsPromised(corrupted)).isTrue();
        assertThatThrownBy(() -> readAll(corrupted)).isInstanceOf(Exception.class);
    }

    private String unload(StatusString end) {
        String prefix = UUID.randomUUID() + "/";
        DescribeStatementResponse done = sdk.run("UNLOAD ('SELECT id FROM t') TO 's3://staging/" + prefix
                + "' IAM_ROLE 'arn:aws:iam::123456789012:role/unload' FORMAT PARQUET MANIFEST VERBOSE");
        assertThat(done.status()).as(done.error()).isEqualTo(end);
        return prefix;
    }

    private JsonNode manifest(String prefix) throws IOException {
        return new ObjectMapper().readTree(s3.bytes("staging", prefix + "manifest"));
    }

    private boolean lengthsAsPromised(String prefix) throws IOException {
        for (JsonNode entry : manifest(prefix).get("entries")) {
            String key = entry.get("url").asText().substring("s3://staging/".length());
            if (s3.bytes("staging", key).length
                    != entry.at("/meta/content_length").asInt()) {
                return false;
            }
        }
        return true;
    }

    private void readAll(String prefix) throws IOException {
        List<String> parts = s3.keys("staging", prefix).stream()
                .filter(key -> key.endsWith(".parquet"))
                .toList();
        for (String part : parts) {
            assertThat(PartReader.of(s3, "staging", part).rows()).isNotEmpty();
        }
    }

    @Test
    void faultsAndTheLogAreReachableOverHttp() throws IOException, InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        http.send(
                HttpRequest.newBuilder(redshift.endpoint().resolve("/__faults"))
                        .POST(BodyPublishers.ofString(
                                "{\"kind\":\"FAIL\",\"sqlContains\":\"from t\",\"text\":\"ERROR: no\",\"times\":2}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(sdk.run("SELECT * FROM t").error()).isEqualTo("ERROR: no");
        String faults = http.send(
                        HttpRequest.newBuilder(redshift.endpoint().resolve("/__faults"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        assertThat(new ObjectMapper().readTree(faults).at("/0/times").asInt()).isEqualTo(1);
        http.send(
                HttpRequest.newBuilder(redshift.endpoint().resolve("/__faults"))
                        .DELETE()
                        .build(),
                BodyHandlers.ofString());
        assertThat(redshift.faults().list()).isEmpty();
        String log = http.send(
                        HttpRequest.newBuilder(redshift.endpoint().resolve("/__statements"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        assertThat(new ObjectMapper().readTree(log).at("/0/status").asText()).isEqualTo("FAILED");
    }
}
