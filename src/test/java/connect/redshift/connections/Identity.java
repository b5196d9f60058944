// SPDX-License-Identifier: Apache-2.0
package connect.redshift.connections;

import connect.redshift.account.LocalAccount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A way to say which database user runs the statements.
 *
 * @param fields what comes with a statement of the Data API besides target and database
 * @param targets with which it makes sense
 * @param login what a driver's login is made from; empty for the Data API
 */
record Identity(
        String name,
        Map<String, String> settings,
        Map<String, String> fields,
        Set<Target.Kind> targets,
        Optional<Login> login) {

    /**
     * A driver's login.
     *
     * @param secret whose text is asked for
     * @param operation that gives a temporary password
     * @param fields of {@code operation}, as the query protocol has them, besides the target's
     * @param user what the driver logs in as; {@code %s} stands for the caller's access key
     */
    record Login(Optional<String> secret, Optional<String> operation, Map<String, String> fields, String user) {}

    private static final String SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:";

    static List<Identity> ofDataApi() {
        Set<Target.Kind> both = Set.of(Target.Kind.WORKGROUP, Target.Kind.CLUSTER);
        return List.of(
                new Identity("caller", Map.of(), Map.of(), both, Optional.empty()),
                new Identity(
                        "database user",
                        Map.of("redshift.db.user", "reader"),
                        Map.of("DbUser", "reader"),
                        Set.of(Target.Kind.CLUSTER),
                        Optional.empty()),
                new Identity(
                        "secret",
                        Map.of("redshift.secret.arn", SECRET + "local"),
                        Map.of("SecretArn", SECRET + "local"),
                        both,
                        Optional.empty()));
    }

    /** With the secrets and the users' passwords made known to the account. */
    static List<Identity> ofJdbc(LocalAccount account, int port) {
        account.withDatabaseUser("reader", "password-of-reader")
                .withSecret(SECRET + "login", "{\"username\":\"reader\",\"password\":\"password-of-reader\"}")
                .withSecret(SECRET + "other", "{\"username\":\"other\",\"password\":\"password-of-reader\"}")
                .withSecret(SECRET + "nameless", "{\"username\":\"reader\",\"engine\":\"redshift\"}")
                .withSecret(
                        SECRET + "everything",
                        "{\"username\":\"reader\",\"password\":\"password-of-reader\",\"engine\":\"redshift\",\"host\":\"127.0.0.1\",\"port\":%d,\"dbClusterIdentifier\":\"%s\"}"
                                .formatted(port, Site.CLUSTER))
                .withSecret(
                        SECRET + "place",
                        "{\"username\":\"reader\",\"host\":\"127.0.0.1\",\"port\":\"%d\",\"dbClusterIdentifier\":\"%s\"}"
                                .formatted(port, Site.CLUSTER));
        Set<Target.Kind> known = Set.of(Target.Kind.WORKGROUP, Target.Kind.CLUSTER, Target.Kind.HOST_ALONE);
        Set<Target.Kind> cluster = Set.of(Target.Kind.CLUSTER);
        Set<Target.Kind> secret = Set.of(Target.Kind.IN_THE_SECRET);
        Map<String, String> asked =
                Map.of("DbUser", "reader", "DbName", "dev", "AutoCreate", "false", "DurationSeconds", "900");
        return List.of(
                jdbc(
                        "password",
                        Map.of("redshift.db.user", "reader", "redshift.db.password", "password-of-reader"),
                        known,
                        login("reader")),
                jdbc("secret", secretIs("login"), known, ofSecret("login", "reader")),
                jdbc(
                        "user set, password in the secret",
                        Map.of("redshift.db.user", "reader", "redshift.secret.arn", SECRET + "other"),
                        known,
                        ofSecret("other", "reader")),
                jdbc("secret with host and cluster", secretIs("everything"), secret, ofSecret("everything", "reader")),
                jdbc(
                        "temporary, for a user",
                        Map.of("redshift.db.user", "reader"),
                        cluster,
                        new Login(Optional.empty(), Optional.of("GetClusterCredentials"), asked, "IAM:reader")),
                jdbc(
                        "temporary, for a new user in groups",
                        Map.of(
                                "redshift.db.user",
                                "reader",
                                "redshift.db.groups",
                                "readers,analysts",
                                "redshift.db.auto.create",
                                "true",
                                "password.duration",
                                "30m"),
                        cluster,
                        new Login(
                                Optional.empty(),
                                Optional.of("GetClusterCredentials"),
                                Map.of(
                                        "DbUser",
                                        "reader",
                                        "DbName",
                                        "dev",
                                        "AutoCreate",
                                        "true",
                                        "DurationSeconds",
                                        "1800",
                                        "DbGroups.DbGroup.1",
                                        "readers",
                                        "DbGroups.DbGroup.2",
                                        "analysts"),
                                "IAMA:reader")),
                jdbc(
                        "temporary, for the secret's user",
                        secretIs("nameless"),
                        cluster,
                        new Login(
                                Optional.of(SECRET + "nameless"),
                                Optional.of("GetClusterCredentials"),
                                asked,
                                "IAM:reader")),
                jdbc(
                        "temporary, for the secret's user and cluster",
                        secretIs("place"),
                        secret,
                        new Login(
                                Optional.of(SECRET + "place"),
                                Optional.of("GetClusterCredentials"),
                                asked,
                                "IAM:reader")),
                jdbc(
                        "temporary, for the caller",
                        Map.of(),
                        cluster,
                        new Login(
                                Optional.empty(),
                                Optional.of("GetClusterCredentialsWithIAM"),
                                Map.of("DbName", "dev", "DurationSeconds", "900"),
                                "IAM:%s")),
                jdbc(
                        "temporary, for the caller",
                        Map.of("password.duration", "1h"),
                        Set.of(Target.Kind.WORKGROUP),
                        new Login(
                                Optional.empty(),
                                Optional.of("GetCredentials"),
                                Map.of("dbName", "dev", "durationSeconds", "3600"),
                                "IAMR:%s")));
    }

    private static Identity jdbc(String name, Map<String, String> settings, Set<Target.Kind> targets, Login login) {
        return new Identity(name, settings, Map.of(), targets, Optional.of(login));
    }

    private static Map<String, String> secretIs(String name) {
        return Map.of("redshift.secret.arn", SECRET + name);
    }

    private static Login login(String user) {
        return new Login(Optional.empty(), Optional.empty(), Map.of(), user);
    }

    private static Login ofSecret(String name, String user) {
        return new Login(Optional.of(SECRET + name), Optional.empty(), Map.of(), user);
    }
}
