// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.types.Password;

/** Which Redshift, in which region, and as whom. */
public record ConnectionConfig(
        Warehouse warehouse,
        Optional<String> region,
        Optional<Keys> keys,
        Endpoints endpoints,
        Duration statementTimeout) {
    static final String WORKGROUP = "redshift.workgroup";
    static final String CLUSTER = "redshift.cluster.id";
    static final String DATABASE = "redshift.database";
    static final String SECRET = "redshift.secret.arn";
    static final String USER = "redshift.db.user";
    public static final String REGION = "aws.region";
    static final String ACCESS_KEY = "aws.access.key.id";
    static final String SECRET_KEY = "aws.secret.access.key";
    static final String SESSION_TOKEN = "aws.session.token";
    static final String DATA_ENDPOINT = "aws.redshift.data.endpoint";
    static final String STATEMENT_TIMEOUT = "statement.timeout.ms";
    private static final String GROUP = "Connection";

    /** The database and who reads it; exactly one of workgroup and cluster is present. */
    public record Warehouse(
            Optional<String> workgroup,
            Optional<String> cluster,
            String database,
            Optional<String> secretArn,
            Optional<String> user) {}

    /** Static AWS keys, instead of the default chain. */
    public record Keys(Password accessKey, Password secretKey, Optional<Password> sessionToken) {}

    /** Where the services are, where not at their public addresses. */
    public record Endpoints(Optional<URI> data) {}

    static void define(ConfigDef def) {
        int order = 0;
        def.define(
                        WORKGROUP,
                        ConfigDef.Type.STRING,
                        "",
                        Setting.matching(name -> name.matches("[a-z0-9-]{3,64}"), "the name of a serverless workgroup"),
                        Importance.HIGH,
                        "The Redshift Serverless workgroup to read. Exactly one of this and redshift.cluster.id.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Workgroup")
                .define(
                        CLUSTER,
                        ConfigDef.Type.STRING,
                        "",
                        Setting.matching(name -> name.matches("[a-z][a-z0-9-]{0,62}"), "the identifier of a cluster"),
                        Importance.HIGH,
                        "The provisioned Redshift cluster to read. Exactly one of this and redshift.workgroup.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Cluster")
                .define(
                        DATABASE,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonEmptyString(),
                        Importance.HIGH,
                        "The database to read.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Database")
                .define(
                        SECRET,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.MEDIUM,
                        "The Secrets Manager secret (ARN or name) with the database user's name and password. Without it,"
                                + " and without redshift.db.user, the database user is the caller's IAM identity.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "Secret")
                .define(
                        USER,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.MEDIUM,
                        "The database user to get temporary credentials for; clusters only, and the user must exist.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Database user")
                .define(
                        REGION,
                        ConfigDef.Type.STRING,
                        "",
                        Setting.matching(
                                name -> name.matches("[a-z]{2}(-[a-z]+)+-\\d"), "an AWS region such as eu-west-1"),
                        Importance.HIGH,
                        "The AWS region of Redshift. Without it the AWS SDK's own chain (environment, profile, instance)"
                                + " must name one; there is no default region.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Region")
                .define(
                        ACCESS_KEY,
                        ConfigDef.Type.PASSWORD,
                        "",
                        Importance.MEDIUM,
                        "The AWS access key, with aws.secret.access.key. Without both, the AWS SDK's default chain is asked.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Access key")
                .define(
                        SECRET_KEY,
                        ConfigDef.Type.PASSWORD,
                        "",
                        Importance.MEDIUM,
                        "The secret of aws.access.key.id.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Secret key")
                .define(
                        SESSION_TOKEN,
                        ConfigDef.Type.PASSWORD,
                        "",
                        Importance.LOW,
                        "The session token, where aws.access.key.id is a temporary one.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Session token")
                .define(
                        DATA_ENDPOINT,
                        ConfigDef.Type.STRING,
                        "",
                        Setting.matching(StagingConfig::isHttpUri, "an http or https URL"),
                        Importance.LOW,
                        "The URL of the Redshift Data API, where it is not the public one of the region (PrivateLink"
                                + " without private DNS).",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "Data API endpoint")
                .define(
                        STATEMENT_TIMEOUT,
                        ConfigDef.Type.LONG,
                        Duration.ofHours(12).toMillis(),
                        ConfigDef.Range.between(1_000L, Duration.ofHours(24).toMillis()),
                        Importance.LOW,
                        "How long one statement may take, in milliseconds, before it is cancelled and tried again later;"
                                + " at most the Data API's 24 hours.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Statement timeout");
    }

    static List<Problem> problems(AbstractConfig config) {
        boolean workgroup = present(config, WORKGROUP).isPresent();
        boolean cluster = present(config, CLUSTER).isPresent();
        boolean accessKey = !config.getPassword(ACCESS_KEY).value().isEmpty();
        boolean secretKey = !config.getPassword(SECRET_KEY).value().isEmpty();
        boolean token = !config.getPassword(SESSION_TOKEN).value().isEmpty();
        String both = "Set exactly one of redshift.workgroup and redshift.cluster.id; %s.";
        return Stream.of(
                        when(workgroup && cluster, WORKGROUP, both.formatted("both are set")),
                        when(workgroup && cluster, CLUSTER, both.formatted("both are set")),
                        when(!workgroup && !cluster, WORKGROUP, both.formatted("neither is set")),
                        when(!workgroup && !cluster, CLUSTER, both.formatted("neither is set")),
                        when(
                                workgroup && present(config, USER).isPresent(),
                                USER,
                                "redshift.db.user works with redshift.cluster.id only; for a workgroup use"
                                        + " redshift.secret.arn or the caller's IAM identity."),
                        when(
                                present(config, USER).isPresent()
                                        && present(config, SECRET).isPresent(),
                                USER,
                                "Set one of redshift.db.user and redshift.secret.arn, not both."),
                        when(
                                accessKey && !secretKey,
                                SECRET_KEY,
                                "aws.access.key.id is set, so aws.secret.access.key must be, too."),
                        when(
                                secretKey && !accessKey,
                                ACCESS_KEY,
                                "aws.secret.access.key is set, so aws.access.key.id must be, too."),
                        when(
                                token && !accessKey,
                                SESSION_TOKEN,
                                "aws.session.token belongs to a temporary aws.access.key.id, which is not set."))
                .flatMap(Optional::stream)
                .toList();
    }

    static Optional<Problem> when(boolean wrong, String setting, String message) {
        return wrong ? Optional.of(new Problem(setting, message)) : Optional.empty();
    }

    static Optional<String> present(AbstractConfig config, String key) {
        return Optional.of(config.getString(key)).filter(text -> !text.isEmpty());
    }

    private static Optional<Password> secret(AbstractConfig config, String key) {
        return Optional.of(config.getPassword(key))
                .filter(password -> !password.value().isEmpty());
    }

    static ConnectionConfig from(AbstractConfig config) {
        Warehouse warehouse = new Warehouse(
                present(config, WORKGROUP),
                present(config, CLUSTER),
                config.getString(DATABASE),
                present(config, SECRET),
                present(config, USER));
        Optional<Keys> keys = secret(config, ACCESS_KEY)
                .map(access -> new Keys(access, config.getPassword(SECRET_KEY), secret(config, SESSION_TOKEN)));
        return new ConnectionConfig(
                warehouse,
                present(config, REGION),
                keys,
                new Endpoints(present(config, DATA_ENDPOINT).map(URI::create)),
                Duration.ofMillis(config.getLong(STATEMENT_TIMEOUT)));
    }
}
