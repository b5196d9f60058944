// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which warehouse the settings name, in which region, and what is said where they do not agree. */
class TargetConfigTest {
    private static final String NEEDED =
            "redshift.database=dev aws.s3.bucket.name=bucket table.include.list=a watermark.column=b topic.prefix=t";

    private static Map<String, String> settings(String pairs) {
        Map<String, String> settings = new HashMap<>();
        for (String pair : (NEEDED + " " + pairs).split(" ", -1)) {
            int equals = pair.indexOf('=');
            settings.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return settings;
    }

    private static Map<String, String> errors(String pairs) {
        Config validated = ConnectorConfig.validate(settings(pairs));
        return validated.configValues().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .collect(Collectors.toMap(value -> value.name(), value -> String.join(" ", value.errorMessages())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            redshift.workgroup=sales aws.region=eu-west-1                                                   | sales | | eu-west-1
            redshift.cluster.id=sales-1 aws.region=eu-west-1                                                | | sales-1 | eu-west-1
            redshift.workgroup=sales                                                                        | sales | |
            redshift.host=sales.123456789012.eu-west-1.redshift-serverless.amazonaws.com                    | sales | | eu-west-1
            redshift.host=sales-1.c0abcdefghij.us-east-2.redshift.amazonaws.com                             | | sales-1 | us-east-2
            redshift.host=Sales-1.C0ABCDEFGHIJ.US-EAST-2.redshift.amazonaws.com                             | | sales-1 | us-east-2
            redshift.host=sales-1.c0abcdefghij.cn-north-1.redshift.amazonaws.com.cn                         | | sales-1 | cn-north-1
            redshift.host=sales.123456789012.cn-northwest-1.redshift-serverless.amazonaws.com.cn            | sales | | cn-northwest-1
            redshift.host=sales-1.c0abcdefghij.us-gov-west-1.redshift.amazonaws.com                         | | sales-1 | us-gov-west-1
            redshift.host=sales-1.c0abcdefghij.us-east-1.redshift-dev.amazonaws.com                         | | sales-1 | us-east-1
            redshift.host=warehouse.example.com redshift.cluster.id=sales-1                                 | | sales-1 |
            redshift.host=mine-endpoint-0abc.c0abcdefghij.eu-west-1.redshift.amazonaws.com redshift.cluster.id=sales-1 | | sales-1 | eu-west-1
            redshift.host=sales.123456789012.eu-west-1.redshift-serverless.amazonaws.com redshift.workgroup=sales aws.region=eu-west-1 | sales | | eu-west-1
            redshift.workgroup=arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/0f-1            | arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/0f-1 | | eu-west-1
            redshift.host=10.0.0.7 connection.mode=jdbc redshift.db.user=a redshift.db.password=b           | | |
            connection.mode=jdbc redshift.secret.arn=a                                                      | | |
            """)
    void warehouseIsNamed(String pairs, String workgroup, String cluster, String region) {
        TargetConfig target = ConnectorConfig.from(settings(pairs)).connection().target();
        assertThat(target.warehouse().workgroup()).isEqualTo(Optional.ofNullable(workgroup));
        assertThat(target.warehouse().cluster()).isEqualTo(Optional.ofNullable(cluster));
        assertThat(target.region()).isEqualTo(Optional.ofNullable(region));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            redshift.host=warehouse.example.com | redshift.host | "warehouse.example.com" does not tell which workgroup or cluster it belongs to, as <cluster>.<id>.<region>.redshift.amazonaws.com and <workgroup>.<account>.<region>.redshift-serverless.amazonaws.com do. Set redshift.workgroup or redshift.cluster.id, too.
            redshift.host=warehouse.example.com connection.mode=jdbc | redshift.host | "warehouse.example.com" does not tell which workgroup or cluster it belongs to, as <cluster>.<id>.<region>.redshift.amazonaws.com and <workgroup>.<account>.<region>.redshift-serverless.amazonaws.com do. Set redshift.workgroup or redshift.cluster.id, too.
            redshift.host=mine-endpoint-0abc.c0abcdefghij.eu-west-1.redshift.amazonaws.com | redshift.host | "mine-endpoint-0abc.c0abcdefghij.eu-west-1.redshift.amazonaws.com" does not tell which workgroup or cluster it belongs to, as <cluster>.<id>.<region>.redshift.amazonaws.com and <workgroup>.<account>.<region>.redshift-serverless.amazonaws.com do. Set redshift.workgroup or redshift.cluster.id, too.
            redshift.host=a.c0a.eu-west-1.redshift.amazonaws.com:5439/dev | redshift.host | Invalid value a.c0a.eu-west-1.redshift.amazonaws.com:5439/dev for configuration redshift.host: Expected a host name without port and database (redshift.port and redshift.database).
            redshift.host=a.c0a.eu-west-1.redshift.amazonaws.com redshift.cluster.id=b | redshift.host | This is the host of cluster a, but redshift.cluster.id=b is set; name the same one, or only one of the two settings.
            redshift.host=a.c0a.eu-west-1.redshift.amazonaws.com redshift.workgroup=abc | redshift.host | This is the host of cluster a, but redshift.workgroup=abc is set; name the same one, or only one of the two settings.
            redshift.host=abc.123456789012.eu-west-1.redshift-serverless.amazonaws.com redshift.cluster.id=abc | redshift.host | This is the host of workgroup abc, but redshift.cluster.id=abc is set; name the same one, or only one of the two settings.
            redshift.host=a.c0a.eu-west-1.redshift.amazonaws.com aws.region=eu-west-2 | aws.region | aws.region names eu-west-2, redshift.host names eu-west-1; they must name the same region.
            redshift.workgroup=arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/0f-1 aws.region=eu-west-2 | aws.region | aws.region names eu-west-2, redshift.workgroup names eu-west-1; they must name the same region.
            redshift.workgroup=arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/0f-1 redshift.host=abc.123456789012.eu-west-3.redshift-serverless.amazonaws.com | redshift.host | redshift.host names eu-west-3, redshift.workgroup names eu-west-1; they must name the same region.
            redshift.workgroup=arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/0f-1 connection.mode=jdbc | redshift.workgroup | arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/0f-1 is an ARN; with connection.mode=jdbc set the workgroup's name, since the APIs for credentials and endpoints take names only.
            redshift.workgroup=arn:aws:redshift:eu-west-1:123456789012:cluster:a | redshift.workgroup | Invalid value arn:aws:redshift:eu-west-1:123456789012:cluster:a for configuration redshift.workgroup: Expected the name or ARN of a serverless workgroup.
            """)
    void whatDoesNotAgreeIsSaidOnce(String pairs, String setting, String message) {
        assertThat(errors(pairs)).isEqualTo(Map.of(setting, message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            redshift.workgroup=abc redshift.db.user=a                                            | redshift.db.user      | redshift.db.user works with redshift.cluster.id only; for a workgroup use redshift.secret.arn or the caller's IAM identity.
            redshift.host=abc.123456789012.eu-west-1.redshift-serverless.amazonaws.com redshift.db.user=a | redshift.db.user | redshift.db.user works with redshift.cluster.id only; for a workgroup use redshift.secret.arn or the caller's IAM identity.
            redshift.cluster.id=a redshift.db.user=a redshift.db.password=b                      | redshift.db.password  | The Data API takes no password: put it into a secret of Secrets Manager and set redshift.secret.arn, or set connection.mode=jdbc.
            redshift.cluster.id=a redshift.db.user=a password.duration=30m                       | password.duration     | password.duration works with connection.mode=jdbc only.
            redshift.cluster.id=a redshift.db.user=a redshift.db.groups=b                        | redshift.db.groups    | redshift.db.groups works with connection.mode=jdbc only.
            redshift.cluster.id=a redshift.db.user=a redshift.db.auto.create=true                | redshift.db.auto.create | redshift.db.auto.create works with connection.mode=jdbc only.
            redshift.cluster.id=a redshift.ssl.mode=disable                                      | redshift.ssl.mode     | redshift.ssl.mode works with connection.mode=jdbc only.
            redshift.cluster.id=a redshift.query.group=b                                         | redshift.query.group  | redshift.query.group works with connection.mode=jdbc only.
            redshift.cluster.id=a connection.mode=jdbc redshift.db.password=b                    | redshift.db.user      | redshift.db.password is set, so redshift.db.user must be, too.
            redshift.workgroup=abc connection.mode=jdbc redshift.db.user=b                       | redshift.db.user      | AWS gives temporary credentials of a workgroup to the caller's IAM identity only: leave redshift.db.user out, or set redshift.db.password or redshift.secret.arn, too.
            redshift.cluster.id=a connection.mode=jdbc redshift.db.auto.create=true              | redshift.db.auto.create | redshift.db.auto.create belongs to temporary credentials of a cluster's redshift.db.user, without a password.
            redshift.workgroup=abc connection.mode=jdbc redshift.db.groups=b                     | redshift.db.groups    | redshift.db.groups belongs to temporary credentials of a cluster's redshift.db.user, without a password.
            redshift.cluster.id=a connection.mode=jdbc password.duration=2h                      | password.duration     | Invalid value 2h for configuration password.duration: Expected a number with s, m or h, such as 30m, from 15m to 1h.
            redshift.cluster.id=a connection.mode=jdbc password.duration=899s                    | password.duration     | Invalid value 899s for configuration password.duration: Expected a number with s, m or h, such as 30m, from 15m to 1h.
            redshift.cluster.id=a connection.mode=jdbc password.duration=1d                      | password.duration     | Invalid value 1d for configuration password.duration: Expected a number with s, m or h, such as 30m, from 15m to 1h.
            redshift.cluster.id=a connection.mode=odbc                                           | connection.mode       | Invalid value odbc for configuration connection.mode: String must be one of: data-api, jdbc
            """)
    void loginThatCannotBeIsSaidOnce(String pairs, String setting, String message) {
        assertThat(errors(pairs)).isEqualTo(Map.of(setting, message));
    }

    @ParameterizedTest
    @CsvSource({"900,900", "900s,900", "15m,900", "1h,3600", "59m,3540", "3600,3600"})
    void durationIsReadInLavasForm(String text, long seconds) {
        assertThat(LoginConfig.duration(text)).hasSeconds(seconds);
    }
}
