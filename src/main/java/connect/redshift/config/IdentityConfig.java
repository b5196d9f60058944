// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.aws.AwsIdentity;
import connect.redshift.aws.AwsIdentity.RoleSession;
import connect.redshift.aws.AwsIdentity.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.types.Password;

/** Who calls AWS: for Redshift and the services around it, and, where that is somebody else, for S3. */
final class IdentityConfig {
    private static final String SESSION_NAME = "aws.sts.role.session.name";
    private static final String SESSION_DURATION = "aws.sts.role.session.duration";
    private static final String WEB_IDENTITY = "aws.web.identity.token.file";
    private static final String PROVIDER = "aws.credentials.provider";

    /** IAM user guide, "role chaining": a role that takes on another gets it for one hour at most. */
    private static final int LONGEST_CHAINED_SECONDS = 3_600;

    private static final String NONE = "none";
    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]+");

    /** The keys that both have; an S3 caller without any is the same as Redshift's. */
    private enum Caller {
        REDSHIFT("aws."),
        S3("aws.s3.");

        private final String prefix;

        Caller(String prefix) {
            this.prefix = prefix;
        }

        String accessKey() {
            return prefix + "access.key.id";
        }

        String secretKey() {
            return prefix + "secret.access.key";
        }

        String sessionToken() {
            return prefix + "session.token";
        }

        String profile() {
            return prefix + "profile";
        }

        String roles() {
            return prefix + "sts.role.arn";
        }

        String externalId() {
            return prefix + "sts.role.external.id";
        }
    }

    private IdentityConfig() {}

    static void defineRedshift(SettingGroup group) {
        keys(group, Caller.REDSHIFT, "Without any of these, the AWS SDK's default chain is asked.");
        group.text(
                        WEB_IDENTITY,
                        Importance.LOW,
                        Setting.ANY,
                        "Web identity token",
                        "The file of a web identity token that is exchanged for the first role of aws.sts.role.arn. Not needed"
                                + " where the environment names file and role, as on EKS: the default chain finds them.")
                .type(
                        PROVIDER,
                        "Credentials provider",
                        "A class of yours that gives credentials: an AwsCredentialsProvider of the AWS SDK 2 with a public"
                                + " constructor without parameters, in the plugin's folder; told all settings if it is a Configurable.");
        roles(group, Caller.REDSHIFT);
        group.text(
                        SESSION_NAME,
                        Importance.LOW,
                        Setting.matching(
                                name -> name.matches("[\\w+=,.@-]{2,64}"), "2 to 64 of letters, digits and _+=,.@-"),
                        "Role session",
                        "The name of the role's session, else the connector's own name. Keep it the same: policies tell by it who"
                                + " owns a statement.")
                .number(
                        SESSION_DURATION,
                        LONGEST_CHAINED_SECONDS,
                        ConfigDef.Range.between(900, 43_200),
                        "Role duration",
                        "How long a role is taken on for, in seconds, before it is renewed; at most 3600 where roles are chained.");
    }

    static void defineS3(SettingGroup group) {
        keys(group, Caller.S3, "Without any of these, S3 is read by the same caller as Redshift.");
        roles(group, Caller.S3);
    }

    private static void keys(SettingGroup group, Caller caller, String otherwise) {
        group.secret(
                        caller.accessKey(),
                        "Access key",
                        "The AWS access key, with %s. %s".formatted(caller.secretKey(), otherwise))
                .secret(caller.secretKey(), "Secret key", "The secret of %s.".formatted(caller.accessKey()))
                .secret(
                        caller.sessionToken(),
                        "Session token",
                        "The session token, where %s is a temporary one.".formatted(caller.accessKey()))
                .text(
                        caller.profile(),
                        Importance.LOW,
                        Setting.ANY,
                        "Profile",
                        "The profile of the worker's AWS configuration files to take credentials from, instead of keys.");
    }

    private static void roles(SettingGroup group, Caller caller) {
        String word = caller == Caller.S3 ? " 'none' for no role where Redshift's caller takes one on." : "";
        group.list(
                        caller.roles(),
                        Setting.each(
                                role -> ROLE.matcher(role).matches() || (caller == Caller.S3 && role.equals(NONE)),
                                "ARNs of IAM roles such as arn:aws:iam::123456789012:role/reader"),
                        "Role",
                        "The IAM role to take on, or a chain of them separated by commas, each taken on by the one before."
                                + word)
                .secret(
                        caller.externalId(),
                        "External id",
                        "The external id that the trust policy of the last role of %s asks for."
                                .formatted(caller.roles()));
    }

    static List<Problem> problems(AbstractConfig config) {
        List<Problem> problems = new ArrayList<>();
        for (Caller caller : Caller.values()) {
            problems.addAll(problems(config, caller));
        }
        int longest = Stream.of(Caller.values())
                .mapToInt(caller -> config.getList(caller.roles()).size())
                .max()
                .orElse(0);
        if (longest > 1 && config.getInt(SESSION_DURATION) > LONGEST_CHAINED_SECONDS) {
            problems.add(new Problem(
                    SESSION_DURATION,
                    "A chain of roles lasts %d seconds at most; this is %d."
                            .formatted(LONGEST_CHAINED_SECONDS, config.getInt(SESSION_DURATION))));
        }
        boolean web = ConnectionConfig.present(config, WEB_IDENTITY).isPresent();
        if (web && config.getList(Caller.REDSHIFT.roles()).isEmpty()) {
            problems.add(
                    new Problem(WEB_IDENTITY, "The token is exchanged for a role: set aws.sts.role.arn to that role."));
        }
        if (web && config.getList(Caller.S3.roles()).contains(NONE) && !hasSource(config, Caller.S3)) {
            problems.add(new Problem(
                    Caller.S3.roles(), "Whoever comes with aws.web.identity.token.file is nobody without a role."));
        }
        return problems;
    }

    private static List<Problem> problems(AbstractConfig config, Caller caller) {
        boolean accessKey = secret(config, caller.accessKey()).isPresent();
        boolean secretKey = secret(config, caller.secretKey()).isPresent();
        boolean token = secret(config, caller.sessionToken()).isPresent();
        boolean externalId = secret(config, caller.externalId()).isPresent();
        List<String> roles = config.getList(caller.roles());
        List<String> sources = sources(config, caller);
        return Stream.of(
                        ConnectionConfig.when(
                                accessKey && !secretKey,
                                caller.secretKey(),
                                "%s is set, so %s must be, too.".formatted(caller.accessKey(), caller.secretKey())),
                        ConnectionConfig.when(
                                secretKey && !accessKey,
                                caller.accessKey(),
                                "%s is set, so %s must be, too.".formatted(caller.secretKey(), caller.accessKey())),
                        ConnectionConfig.when(
                                token && !accessKey,
                                caller.sessionToken(),
                                "%s belongs to a temporary %s, which is not set."
                                        .formatted(caller.sessionToken(), caller.accessKey())),
                        ConnectionConfig.when(
                                externalId && roles.stream().allMatch(NONE::equals),
                                caller.externalId(),
                                "%s belongs to %s, which is not set.".formatted(caller.externalId(), caller.roles())),
                        ConnectionConfig.when(
                                roles.contains(NONE) && roles.size() > 1,
                                caller.roles(),
                                "Either 'none' or roles, not both."),
                        ConnectionConfig.when(
                                sources.size() > 1,
                                sources.isEmpty() ? caller.accessKey() : sources.get(0),
                                "Credentials come from one place: set only one of %s."
                                        .formatted(String.join(", ", sources))))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The settings that name where first credentials come from. */
    private static List<String> sources(AbstractConfig config, Caller caller) {
        List<String> sources = new ArrayList<>();
        secret(config, caller.accessKey()).ifPresent(key -> sources.add(caller.accessKey()));
        ConnectionConfig.present(config, caller.profile()).ifPresent(name -> sources.add(caller.profile()));
        if (caller == Caller.REDSHIFT) {
            ConnectionConfig.present(config, WEB_IDENTITY).ifPresent(file -> sources.add(WEB_IDENTITY));
            Optional.ofNullable(config.getClass(PROVIDER)).ifPresent(type -> sources.add(PROVIDER));
        }
        return sources;
    }

    private static boolean hasSource(AbstractConfig config, Caller caller) {
        return !sources(config, caller).isEmpty();
    }

    static AwsIdentity redshift(AbstractConfig config) {
        return new AwsIdentity(
                source(config, Caller.REDSHIFT),
                config.getList(Caller.REDSHIFT.roles()),
                session(config, Caller.REDSHIFT));
    }

    /** S3's own caller; where it has credentials of its own, Redshift's roles are not theirs to take on. */
    static AwsIdentity s3(AbstractConfig config, AwsIdentity redshift) {
        List<String> roles = config.getList(Caller.S3.roles());
        if (roles.isEmpty() && !hasSource(config, Caller.S3)) {
            return redshift;
        }
        return new AwsIdentity(
                hasSource(config, Caller.S3) ? source(config, Caller.S3) : redshift.source(),
                roles.contains(NONE) ? List.of() : roles,
                session(config, Caller.S3));
    }

    private static Source source(AbstractConfig config, Caller caller) {
        Optional<String> access = secret(config, caller.accessKey());
        if (access.isPresent()) {
            return new Source.StaticKeys(
                    access.get(), secret(config, caller.secretKey()).orElse(""), secret(config, caller.sessionToken()));
        }
        Optional<String> profile = ConnectionConfig.present(config, caller.profile());
        if (profile.isPresent()) {
            return new Source.Profile(profile.get());
        }
        Optional<String> file = ConnectionConfig.present(config, WEB_IDENTITY);
        if (file.isPresent()) {
            return new Source.WebIdentity(Path.of(file.get()));
        }
        return config.getClass(PROVIDER) == null
                ? new Source.DefaultChain()
                : new Source.Plugged(() -> config.getConfiguredInstance(PROVIDER, Object.class));
    }

    private static RoleSession session(AbstractConfig config, Caller caller) {
        return new RoleSession(
                ConnectionConfig.present(config, SESSION_NAME).orElseGet(() -> named(config.originals())),
                Duration.ofSeconds(config.getInt(SESSION_DURATION)),
                secret(config, caller.externalId()));
    }

    /** The connector's name in the letters that STS takes. */
    private static String named(Map<String, Object> settings) {
        String name = "kafka-connect-" + settings.getOrDefault("name", "redshift-source");
        String allowed = name.replaceAll("[^A-Za-z0-9_+=,.@-]", "_");
        return allowed.substring(0, Math.min(64, allowed.length()));
    }

    static Optional<String> secret(AbstractConfig config, String key) {
        return Optional.of(config.getPassword(key)).map(Password::value).filter(value -> !value.isEmpty());
    }
}
