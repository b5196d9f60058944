// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.aws.AwsAccess;
import connect.redshift.aws.AwsIdentity;
import connect.redshift.aws.AwsIdentity.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who calls AWS, as the settings say it. */
class IdentityConfigTest {
    private static final String NEEDED = "name=orders/new redshift.workgroup=abc redshift.database=dev"
            + " aws.s3.bucket.name=bucket table.include.list=a watermark.column=b topic.prefix=t";
    private static final String A = "arn:aws:iam::111111111111:role/a";
    private static final String B = "arn:aws:iam::222222222222:role/b";

    private static Map<String, String> settings(String pairs) {
        Map<String, String> settings = new HashMap<>();
        for (String pair : (NEEDED + " " + pairs).strip().split(" ", -1)) {
            int equals = pair.indexOf('=');
            settings.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return settings;
    }

    private static AwsAccess access(String pairs) {
        return ConnectorConfig.from(settings(pairs)).connection().aws();
    }

    @Test
    void defaultChainIsAskedWhereNothingIsSet() {
        AwsAccess access = access("");
        assertThat(access.callers().redshift().source()).isEqualTo(new Source.DefaultChain());
        assertThat(access.callers().redshift().roles()).isEmpty();
        assertThat(access.callers().s3()).isEqualTo(access.callers().redshift());
    }

    @Test
    void profileAndTokenFileAreSources() {
        assertThat(access("aws.profile=reporting").callers().redshift().source())
                .isEqualTo(new Source.Profile("reporting"));
        assertThat(access("aws.web.identity.token.file=/var/token aws.sts.role.arn=" + A)
                        .callers()
                        .redshift()
                        .source())
                .isEqualTo(new Source.WebIdentity(Path.of("/var/token")));
    }

    @Test
    void rolesAreTakenOnInOrderUnderTheConnectorsName() {
        AwsIdentity identity = access("aws.sts.role.arn=%s,%s aws.sts.role.external.id=id".formatted(A, B))
                .callers()
                .redshift();
        assertThat(identity.roles()).containsExactly(A, B);
        assertThat(identity.session().name()).isEqualTo("kafka-connect-orders_new");
        assertThat(identity.session().duration()).isEqualTo(Duration.ofHours(1));
        assertThat(identity.session().externalId()).contains("id");
    }

    /** Each row: settings, S3's access key (none: that of Redshift's source), its roles. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ''                                                                          | main | arn:aws:iam::111111111111:role/a
            aws.s3.sts.role.arn=none                                                    | main | ''
            aws.s3.sts.role.arn=arn:aws:iam::222222222222:role/b                        | main | arn:aws:iam::222222222222:role/b
            aws.s3.access.key.id=other aws.s3.secret.access.key=s                       | other | ''
            aws.s3.access.key.id=other aws.s3.secret.access.key=s aws.s3.sts.role.arn=arn:aws:iam::222222222222:role/b | other | arn:aws:iam::222222222222:role/b
            """)
    void s3MayHaveACallerOfItsOwn(String pairs, String accessKey, String roles) {
        AwsIdentity s3 = access(
                        "aws.access.key.id=main aws.secret.access.key=s aws.sts.role.arn=%s %s".formatted(A, pairs))
                .callers()
                .s3();
        assertThat(((Source.StaticKeys) s3.source()).accessKeyId()).isEqualTo(accessKey);
        assertThat(String.join(",", s3.roles())).isEqualTo(roles);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            aws.access.key.id=a | aws.secret.access.key | aws.access.key.id is set, so aws.secret.access.key must be, too.
            aws.secret.access.key=a | aws.access.key.id | aws.secret.access.key is set, so aws.access.key.id must be, too.
            aws.session.token=a | aws.session.token | aws.session.token belongs to a temporary aws.access.key.id, which is not set.
            aws.s3.access.key.id=a | aws.s3.secret.access.key | aws.s3.access.key.id is set, so aws.s3.secret.access.key must be, too.
            aws.profile=a aws.access.key.id=a aws.secret.access.key=b | aws.access.key.id | Credentials come from one place: set only one of aws.access.key.id, aws.profile.
            aws.web.identity.token.file=a | aws.web.identity.token.file | The token is exchanged for a role: set aws.sts.role.arn to that role.
            aws.sts.role.external.id=a | aws.sts.role.external.id | aws.sts.role.external.id belongs to aws.sts.role.arn, which is not set.
            aws.sts.role.arn=reader | aws.sts.role.arn | Invalid value reader for configuration aws.sts.role.arn: Expected ARNs of IAM roles such as arn:aws:iam::123456789012:role/reader.
            aws.sts.role.arn=arn:aws:iam::111111111111:role/a,arn:aws:iam::222222222222:role/b aws.sts.role.session.duration=7200 | aws.sts.role.session.duration | A chain of roles lasts 3600 seconds at most; this is 7200.
            aws.s3.sts.role.arn=none,arn:aws:iam::222222222222:role/b | aws.s3.sts.role.arn | Either 'none' or roles, not both.
            aws.sts.role.session.name=a/b | aws.sts.role.session.name | Invalid value a/b for configuration aws.sts.role.session.name: Expected 2 to 64 of letters, digits and _+=,.@-.
            aws.proxy.user=a | aws.proxy.user | aws.proxy.user belongs to aws.proxy.url, which is not set.
            aws.use.fips.endpoint=true aws.sts.endpoint=https://a | aws.use.fips.endpoint | This chooses among AWS's public endpoints, and aws.sts.endpoint names another; set one of the two.
            aws.credentials.provider=no.such.Type | aws.credentials.provider | Invalid value no.such.Type for configuration aws.credentials.provider: Class no.such.Type could not be found.
            """)
    void callerThatCannotBeIsSaidOnce(String pairs, String setting, String message) {
        assertThat(ConnectorConfig.validate(settings(pairs)).configValues().stream()
                        .filter(value -> !value.errorMessages().isEmpty())
                        .collect(Collectors.toMap(
                                value -> value.name(), value -> String.join(" ", value.errorMessages()))))
                .isEqualTo(Map.of(setting, message));
    }

    @Test
    void networkIsPassedOn() {
        AwsAccess.Network network = access(
                        "aws.proxy.url=http://proxy:3128 aws.proxy.user=me aws.proxy.password=p"
                                + " aws.proxy.bypass.hosts=*.internal aws.use.fips.endpoint=true aws.use.dualstack.endpoint=true"
                                + " aws.connect.timeout.ms=1000 aws.socket.timeout.ms=2000 aws.call.timeout.ms=3000 aws.max.attempts=4")
                .network();
        AwsAccess.Proxy proxy = network.proxy().orElseThrow();
        assertThat(proxy.address()).hasToString("http://proxy:3128");
        assertThat(proxy.user()).contains("me");
        assertThat(proxy.password()).isEqualTo(Optional.of("p"));
        assertThat(proxy.bypass()).containsExactly("*.internal");
        assertThat(network.variant()).isEqualTo(new AwsAccess.Variant(true, true));
        assertThat(network.connect()).hasSeconds(1);
        assertThat(network.silence()).hasSeconds(2);
        assertThat(network.call()).hasSeconds(3);
        assertThat(network.attempts()).isEqualTo(4);
    }

    @Test
    void endpointsArePassedOn() {
        AwsAccess.Endpoints endpoints = access("aws.redshift.data.endpoint=https://a aws.sts.endpoint=https://b"
                        + " aws.secretsmanager.endpoint=https://c aws.redshift.endpoint=https://d"
                        + " aws.redshift.serverless.endpoint=https://e")
                .endpoints();
        assertThat(endpoints.dataApi().orElseThrow()).hasToString("https://a");
        assertThat(endpoints.sts().orElseThrow()).hasToString("https://b");
        assertThat(endpoints.secrets().orElseThrow()).hasToString("https://c");
        assertThat(endpoints.redshift().orElseThrow()).hasToString("https://d");
        assertThat(endpoints.serverless().orElseThrow()).hasToString("https://e");
    }
}
