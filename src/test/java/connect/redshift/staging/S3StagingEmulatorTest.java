// SPDX-License-Identifier: Apache-2.0
package connect.redshift.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.aws.AwsAccess;
import connect.redshift.aws.AwsAccess.Callers;
import connect.redshift.aws.AwsAccess.Endpoints;
import connect.redshift.aws.AwsAccess.Network;
import connect.redshift.aws.AwsAccess.S3Access;
import connect.redshift.aws.AwsClients;
import connect.redshift.aws.AwsIdentity;
import connect.redshift.aws.AwsIdentity.Source.StaticKeys;
import connect.redshift.contract.StagingContract;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract, and S3's own refusals, over a real HTTP server that checks signatures. */
class S3StagingEmulatorTest extends StagingContract {
    private static final String SECRET = "local-secret-key";
    private static final AtomicInteger FOLDERS = new AtomicInteger();

    private static S3Proxy server;
    private static URI endpoint;
    private static AwsClients clients;

    private final S3Uri folder = new S3Uri("bucket", "folder %d/".formatted(FOLDERS.incrementAndGet()));

    @BeforeAll
    static void start() throws Exception {
        server = S3Proxy.builder()
                .blobStore(new TransientNio2BlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, "local", SECRET)
                .ignoreUnknownHeaders(true)
                .build();
        server.start();
        endpoint = URI.create("http://127.0.0.1:" + server.getPort());
        clients = clients(endpoint, SECRET);
        clients.s3().createBucket(request -> request.bucket("bucket"));
    }

    @AfterAll
    static void stop() throws Exception {
        clients.close();
        server.stop();
    }

    private static AwsClients clients(URI endpoint, String secret) {
        return AwsClients.build(
                new AwsAccess(
                        Optional.of("eu-central-1"),
                        Callers.both(AwsIdentity.of(new StaticKeys("local", secret, Optional.empty()))),
                        Endpoints.PUBLIC,
                        Network.DEFAULT,
                        new S3Access(Optional.empty(), Optional.of(endpoint), true)),
                4);
    }

    @Override
    public Staging staging() {
        return new S3Staging(clients.s3());
    }

    @Override
    public S3Uri folder() {
        return folder;
    }

    @Test
    void wrongSecretIsNamedAndNeverPrinted() {
        try (AwsClients others = clients(endpoint, "another-secret")) {
            assertThatThrownBy(() -> new S3Staging(others.s3()).read(folder.plus("a")))
                    .isInstanceOfSatisfying(StagingException.class, e -> assertThat(e.retriable())
                            .isFalse())
                    .hasMessageContaining("SignatureDoesNotMatch")
                    .hasMessageContaining("aws.secret.access.key")
                    .hasMessageNotContaining("another-secret");
        }
    }

    @Test
    void missingBucketIsAFailureOfEveryCall() {
        S3Uri nowhere = new S3Uri("no-such-bucket", "a");
        List<Runnable> calls = List.of(
                () -> staging().read(nowhere),
                () -> staging().write(nowhere, new byte[1]),
                () -> staging().list(nowhere),
                () -> staging().delete(List.of(nowhere)),
                () -> staging().readRange(new Part(nowhere, 10, 0), 0, new byte[10], 0, 10));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(StagingException.class)
                    .hasMessageContaining("s3://no-such-bucket/a")
                    .hasMessageContaining("NoSuchBucket")
                    .hasMessageContaining("aws.s3.bucket.name");
        }
    }

    @Test
    void deadServerMayComeBack() {
        try (AwsClients dead = clients(URI.create("http://127.0.0.1:1"), SECRET)) {
            assertThatThrownBy(() -> new S3Staging(dead.s3()).read(folder.plus("a")))
                    .isInstanceOfSatisfying(StagingException.class, e -> assertThat(e.retriable())
                            .isTrue())
                    .hasMessageContaining("no answer from S3");
        }
    }
}
