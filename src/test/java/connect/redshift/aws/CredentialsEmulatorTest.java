// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.account.Call;
import connect.redshift.account.LocalAccount;
import connect.redshift.aws.AwsAccess.Callers;
import connect.redshift.aws.AwsAccess.Endpoints;
import connect.redshift.aws.AwsAccess.Network;
import connect.redshift.aws.AwsAccess.S3Access;
import connect.redshift.aws.AwsIdentity.RoleSession;
import connect.redshift.aws.AwsIdentity.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Who the services see, by the signatures of the unmodified SDK; the local account checks each of them. */
class CredentialsEmulatorTest {
    private static final String READER = "arn:aws:iam::123456789012:role/reader";
    private static final String OWNER = "arn:aws:iam::210987654321:role/team/owner";
    private static final Source KEYS = new Source.StaticKeys("AKIAUSER", "user-secret", Optional.empty());

    @TempDir
    private Path folder;

    private LocalAccount account;

    @BeforeEach
    void start() {
        account = LocalAccount.start()
                .withUser("AKIAUSER", "user-secret")
                .withUser("AKIAOTHER", "other-secret")
                .withRole(READER, Optional.empty())
                .withRole(OWNER, Optional.of("owner's id"));
    }

    @AfterEach
    void stop() {
        account.close();
    }

    private static AwsIdentity assuming(Source source, Optional<String> externalId, String... roles) {
        return new AwsIdentity(
                source, List.of(roles), new RoleSession("kafka-connect-orders", Duration.ofMinutes(15), externalId));
    }

    private AwsClients clients(AwsIdentity redshift, AwsIdentity s3) {
        Optional<java.net.URI> here = Optional.of(account.endpoint());
        return AwsClients.build(
                new AwsAccess(
                        Optional.of(LocalAccount.REGION),
                        new Callers(redshift, s3),
                        new Endpoints(here, here, here, here, here),
                        Network.DEFAULT,
                        new S3Access(Optional.empty(), here, true)),
                2);
    }

    private Call callOf(AwsIdentity identity) {
        try (AwsClients clients = clients(identity, identity)) {
            return callOf(clients);
        }
    }

    private Call callOf(AwsClients clients) {
        clients.dataApi().describeStatement(request -> request.id("a"));
        List<Call> calls = account.calls("DescribeStatement");
        return calls.get(calls.size() - 1);
    }

    @Test
    void keysSignAsThemselves() {
        Call call = callOf(AwsIdentity.of(KEYS));
        assertThat(call.accessKey()).isEqualTo("AKIAUSER");
        assertThat(call.service()).isEqualTo("redshift-data");
        assertThat(call.region()).isEqualTo("us-east-1");
        assertThat(call.sessionToken()).isEmpty();
    }

    @Test
    void sessionTokenGoesAlong() {
        Call call = callOf(AwsIdentity.of(new Source.StaticKeys("AKIAUSER", "user-secret", Optional.of("a-token"))));
        assertThat(call.sessionToken()).isEqualTo("a-token");
    }

    @Test
    void wrongSecretIsRefused() {
        assertThatThrownBy(() -> callOf(AwsIdentity.of(new Source.StaticKeys("AKIAUSER", "guess", Optional.empty()))))
                .hasMessageContaining("signature we calculated does not match");
    }

    @Test
    void roleIsTakenOnUnderItsStableName() {
        Call call = callOf(assuming(KEYS, Optional.empty(), READER));
        assertThat(call.accessKey()).isEqualTo(LocalAccount.accessKeyOf(READER));
        assertThat(call.sessionToken()).isNotEmpty();
        assertThat(account.calls("AssumeRole")).singleElement().satisfies(assumed -> {
            assertThat(assumed.accessKey()).isEqualTo("AKIAUSER");
            assertThat(assumed.service()).isEqualTo("sts");
            assertThat(assumed.fields())
                    .containsEntry("RoleArn", READER)
                    .containsEntry("RoleSessionName", "kafka-connect-orders")
                    .containsEntry("DurationSeconds", "900")
                    .doesNotContainKey("ExternalId");
        });
    }

    @Test
    void chainTakesOnOneRoleAfterTheOther() {
        Call call = callOf(assuming(KEYS, Optional.of("owner's id"), READER, OWNER));
        assertThat(call.accessKey()).isEqualTo(LocalAccount.accessKeyOf(OWNER));
        List<Call> assumed = account.calls("AssumeRole");
        assertThat(assumed)
                .extracting(Call::accessKey)
                .containsExactlyInAnyOrder("AKIAUSER", LocalAccount.accessKeyOf(READER));
        assertThat(assumed).allSatisfy(one -> assertThat(one.fields().containsKey("ExternalId"))
                .isEqualTo(one.fields().get("RoleArn").equals(OWNER)));
    }

    @Test
    void roleWithoutItsExternalIdIsRefused() {
        assertThatThrownBy(() -> callOf(assuming(KEYS, Optional.empty(), OWNER)))
                .hasMessageContaining("not authorized to perform: sts:AssumeRole on resource: " + OWNER);
    }

    @Test
    void oneSessionServesManyCalls() {
        AwsIdentity identity = assuming(KEYS, Optional.empty(), READER);
        try (AwsClients clients = clients(identity, identity)) {
            for (int call = 0; call < 20; call++) {
                callOf(clients);
            }
            clients.s3().listBuckets();
        }
        assertThat(account.calls("AssumeRole")).hasSize(1);
    }

    /** The SDK renews a session in its last minute at the latest; one of 30 seconds is always in it. */
    @Test
    void sessionIsRenewedBeforeItEnds() {
        account.withSessionsOf(Duration.ofSeconds(30));
        AwsIdentity identity = assuming(KEYS, Optional.empty(), READER);
        try (AwsClients clients = clients(identity, identity)) {
            String first = callOf(clients).sessionToken();
            String second = callOf(clients).sessionToken();
            assertThat(second).isNotEqualTo(first);
        }
        assertThat(account.calls("AssumeRole")).hasSizeGreaterThan(1).allSatisfy(call -> assertThat(call.fields())
                .containsEntry("RoleSessionName", "kafka-connect-orders"));
    }

    @Test
    void s3IsReadByItsOwnCaller() {
        AwsIdentity s3 = AwsIdentity.of(new Source.StaticKeys("AKIAOTHER", "other-secret", Optional.empty()));
        try (AwsClients clients = clients(assuming(KEYS, Optional.empty(), READER), s3)) {
            callOf(clients);
            clients.s3().listBuckets();
        }
        assertThat(account.calls())
                .filteredOn(call -> call.service().equals("s3"))
                .extracting(Call::accessKey)
                .containsExactly("AKIAOTHER");
    }

    @Test
    void tokenOfAFileIsExchangedForTheRole() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "a.web.token\n");
        account.withWebIdentity("a.web.token", READER);
        Call call = callOf(assuming(new Source.WebIdentity(token), Optional.of("owner's id"), READER, OWNER));
        assertThat(call.accessKey()).isEqualTo(LocalAccount.accessKeyOf(OWNER));
        assertThat(account.calls("AssumeRoleWithWebIdentity")).singleElement().satisfies(exchanged -> {
            assertThat(exchanged.accessKey()).isEmpty();
            assertThat(exchanged.fields())
                    .containsEntry("RoleArn", READER)
                    .containsEntry("DurationSeconds", "900")
                    .containsEntry("RoleSessionName", "kafka-connect-orders");
        });
    }

    @Test
    void tokenFileThatIsNotThereIsNamed() {
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> callOf(assuming(new Source.WebIdentity(nowhere), Optional.empty(), READER)))
                .hasMessageContaining(
                        "aws.web.identity.token.file: %s cannot be read (NoSuchFileException)".formatted(nowhere));
    }

    @Test
    void profileIsFoundInTheWorkersFiles() throws IOException {
        Path file = Files.writeString(
                folder.resolve("credentials"),
                "[reporting]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = other-secret\n");
        Call call = with(
                Map.of("aws.sharedCredentialsFile", file.toString(), "aws.configFile", "/dev/null"),
                () -> callOf(AwsIdentity.of(new Source.Profile("reporting"))));
        assertThat(call.accessKey()).isEqualTo("AKIAOTHER");
    }

    @Test
    void defaultChainLooksAtTheEnvironment() {
        Call call = with(
                Map.of("aws.accessKeyId", "AKIAOTHER", "aws.secretAccessKey", "other-secret"),
                () -> callOf(AwsIdentity.of(new Source.DefaultChain())));
        assertThat(call.accessKey()).isEqualTo("AKIAOTHER");
    }

    /** As on EKS: the environment names file and role, and the SDK finds STS by itself. */
    @Test
    void defaultChainExchangesATokenOfTheEnvironment() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "a.web.token");
        account.withWebIdentity("a.web.token", READER);
        Call call = with(
                Map.of(
                        "aws.roleArn",
                        READER,
                        "aws.webIdentityTokenFile",
                        token.toString(),
                        "aws.roleSessionName",
                        "from-the-environment",
                        "aws.region",
                        LocalAccount.REGION,
                        "aws.endpointUrlSts",
                        account.endpoint().toString()),
                () -> callOf(AwsIdentity.of(new Source.DefaultChain())));
        assertThat(call.accessKey()).isEqualTo(LocalAccount.accessKeyOf(READER));
    }

    @Test
    void pluggedProviderIsAsked() {
        Call call = callOf(assuming(new Source.Plugged(OfTheHouse::new), Optional.empty(), READER));
        assertThat(call.accessKey()).isEqualTo(LocalAccount.accessKeyOf(READER));
        assertThat(account.calls("AssumeRole")).extracting(Call::accessKey).containsExactly("AKIAOTHER");
    }

    private static final class OfTheHouse implements AwsCredentialsProvider {
        @Override
        public AwsCredentials resolveCredentials() {
            return AwsBasicCredentials.create("AKIAOTHER", "other-secret");
        }
    }

    private static Call with(Map<String, String> properties, java.util.function.Supplier<Call> work) {
        properties.forEach(System::setProperty);
        try {
            return work.get();
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }
}
