// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.config.TargetConfig.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.types.Password;

/**
 * The database user that statements run as. Without a user and a secret it is the caller's IAM identity.
 *
 * @param temporary what temporary credentials are asked for with
 */
public record LoginConfig(
        Optional<String> user, Optional<Password> password, Optional<String> secret, Temporary temporary) {
    static final String USER = "redshift.db.user";
    static final String PASSWORD = "redshift.db.password";
    static final String SECRET = "redshift.secret.arn";
    static final String GROUPS = "redshift.db.groups";
    static final String AUTO_CREATE = "redshift.db.auto.create";
    static final String DURATION = "password.duration";

    private static final Pattern DURATION_FORM = Pattern.compile("(\\d{1,4})([smh]?)");
    private static final Pattern SECRET_ARN =
            Pattern.compile("arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):\\d{12}:secret:.+");

    /** Limits of GetClusterCredentials and of the serverless GetCredentials: 15 minutes to an hour. */
    private static final Duration SHORTEST = Duration.ofMinutes(15);

    private static final Duration LONGEST = Duration.ofHours(1);

    /**
     * Temporary credentials of the JDBC transport.
     *
     * @param groups database groups that the user joins for the session
     * @param autoCreate whether AWS may create the user
     */
    public record Temporary(List<String> groups, boolean autoCreate, Duration duration) {
        public Temporary {
            groups = List.copyOf(groups);
        }
    }

    static void define(ConfigDef def) {
        new SettingGroup(def, "Database user")
                .text(
                        USER,
                        Importance.MEDIUM,
                        Setting.ANY,
                        "Database user",
                        "The database user, who must exist. With redshift.db.password (connection.mode=jdbc) it logs in; without,"
                                + " temporary credentials for it are asked of AWS, which works with clusters only.")
                .secret(
                        PASSWORD,
                        "Database password",
                        "The password of redshift.db.user, with connection.mode=jdbc. The Data API takes none: use"
                                + " redshift.secret.arn there.")
                .text(
                        SECRET,
                        Importance.MEDIUM,
                        Setting.ANY,
                        "Secret",
                        "The Secrets Manager secret (ARN or name) with the database user's name and password. With"
                                + " connection.mode=jdbc it gives what is not set of redshift.db.user, redshift.db.password,"
                                + " redshift.host, redshift.port and redshift.cluster.id. Without it, and without"
                                + " redshift.db.user, the database user is the caller's IAM identity.")
                .list(
                        GROUPS,
                        Setting.ANY,
                        "Database groups",
                        "Database groups that redshift.db.user joins when AWS gives it temporary credentials, with"
                                + " connection.mode=jdbc.")
                .flag(
                        AUTO_CREATE,
                        "Create user",
                        "Whether AWS may create redshift.db.user when it gives temporary credentials, with"
                                + " connection.mode=jdbc. Such a user may read what PUBLIC may, and nothing else.")
                .text(
                        DURATION,
                        Importance.LOW,
                        Setting.parsed(LoginConfig::duration, "15m to 1h"),
                        "Password duration",
                        "How long temporary credentials hold, with connection.mode=jdbc: a number with s, m or h, such as 30m,"
                                + " from 15m (which is meant when it is not set) to 1h. They are renewed a minute early.");
    }

    /** {@code 900}, {@code 900s}, {@code 15m} or {@code 1h}. */
    static Duration duration(String text) {
        if (text.isEmpty()) {
            return SHORTEST;
        }
        Matcher form = DURATION_FORM.matcher(text);
        String expected = "Expected a number with s, m or h, such as 30m, from 15m to 1h";
        if (!form.matches()) {
            throw new IllegalArgumentException(expected);
        }
        long number = Long.parseLong(form.group(1));
        Duration duration =
                switch (form.group(2)) {
                    case "h" -> Duration.ofHours(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofSeconds(number);
                };
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(expected);
        }
        return duration;
    }

    static boolean hasSecret(AbstractConfig config) {
        return ConnectionConfig.present(config, SECRET).isPresent();
    }

    /** Whether no credentials need be asked of AWS, as far as the settings tell. */
    static boolean isKnown(AbstractConfig config) {
        return hasSecret(config) || IdentityConfig.secret(config, PASSWORD).isPresent();
    }

    /** The region that the secret's ARN names. */
    static Optional<String> secretRegion(AbstractConfig config) {
        return ConnectionConfig.present(config, SECRET)
                .map(SECRET_ARN::matcher)
                .filter(Matcher::matches)
                .map(arn -> arn.group(1));
    }

    static List<Problem> problems(AbstractConfig config) {
        return TargetConfig.transport(config) == Transport.JDBC ? jdbcProblems(config) : dataApiProblems(config);
    }

    private static List<Problem> dataApiProblems(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>();
        boolean user = ConnectionConfig.present(config, USER).isPresent();
        ConnectionConfig.when(
                        user && TargetConfig.workgroup(config).isPresent(),
                        USER,
                        "redshift.db.user works with redshift.cluster.id only; for a workgroup use redshift.secret.arn or the"
                                + " caller's IAM identity.")
                .ifPresent(problems::add);
        ConnectionConfig.when(
                        user && hasSecret(config),
                        USER,
                        "Set one of redshift.db.user and redshift.secret.arn, not both.")
                .ifPresent(problems::add);
        ConnectionConfig.when(
                        IdentityConfig.secret(config, PASSWORD).isPresent(),
                        PASSWORD,
                        "The Data API takes no password: put it into a secret of Secrets Manager and set"
                                + " redshift.secret.arn, or set connection.mode=jdbc.")
                .ifPresent(problems::add);
        problems.addAll(ConnectionConfig.jdbcOnly(config, List.of(GROUPS, AUTO_CREATE, DURATION)));
        return problems;
    }

    private static List<Problem> jdbcProblems(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>();
        boolean user = ConnectionConfig.present(config, USER).isPresent();
        boolean password = IdentityConfig.secret(config, PASSWORD).isPresent();
        boolean secret = hasSecret(config);
        ConnectionConfig.when(
                        password && !user && !secret,
                        USER,
                        "redshift.db.password is set, so redshift.db.user must be, too.")
                .ifPresent(problems::add);
        ConnectionConfig.when(
                        user
                                && !password
                                && !secret
                                && TargetConfig.workgroup(config).isPresent(),
                        USER,
                        "AWS gives temporary credentials of a workgroup to the caller's IAM identity only: leave"
                                + " redshift.db.user out, or set redshift.db.password or redshift.secret.arn, too.")
                .ifPresent(problems::add);
        boolean forUser =
                (user || secret) && !password && TargetConfig.workgroup(config).isEmpty();
        for (String key : List.of(GROUPS, AUTO_CREATE)) {
            ConnectionConfig.when(
                            ConnectionConfig.changed(config, key) && !forUser,
                            key,
                            "%s belongs to temporary credentials of a cluster's redshift.db.user, without a password."
                                    .formatted(key))
                    .ifPresent(problems::add);
        }
        return problems;
    }

    static LoginConfig from(AbstractConfig config) {
        return new LoginConfig(
                ConnectionConfig.present(config, USER),
                Optional.of(config.getPassword(PASSWORD))
                        .filter(password -> !password.value().isEmpty()),
                ConnectionConfig.present(config, SECRET),
                new Temporary(
                        config.getList(GROUPS), config.getBoolean(AUTO_CREATE), duration(config.getString(DURATION))));
    }
}
