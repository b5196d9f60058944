// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import connect.redshift.aws.AwsAccess.S3Access;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * Where UNLOAD stages its files and with whose right it writes them.
 *
 * @param cleanup whether the connector deletes what it staged
 * @param redoLost whether a window whose files are gone is unloaded again
 */
public record StagingConfig(Bucket bucket, Unload unload, Duration orphanAge, boolean cleanup, boolean redoLost) {
    public static final String BUCKET = "aws.s3.bucket.name";
    public static final String PREFIX = "aws.s3.prefix";
    static final String REGION = "aws.s3.region";
    static final String ENDPOINT = "aws.s3.endpoint";
    static final String PATH_STYLE = "aws.s3.path.style.access";
    public static final String ROLE = "unload.iam.role";
    static final String ENCRYPTION = "unload.encryption";
    static final String MAX_FILE_SIZE = "unload.max.file.size.mb";
    static final String ORPHAN_AGE = "staging.orphan.age.ms";
    static final String CLEANUP = "staging.cleanup";
    static final String LOST_MODE = "staging.lost.mode";
    private static final String NEVER = "never";
    private static final String REDO = "redo";
    private static final String GROUP = "Staging";

    /** What stands inside UNLOAD's TO clause is checked by form and never escaped. */
    private static final Pattern BUCKET_FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private static final Pattern PREFIX_FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9!_.*()/=+@:,~-]*");
    private static final Pattern ROLE_FORM = Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=.@/-]+");
    private static final Pattern ENCRYPTION_FORM = Pattern.compile("bucket|auto|[\\w:/-]{20,2048}");

    /** The bucket and the folder in it, ending in a slash or empty. */
    public record Bucket(String name, String prefix, Optional<String> region) {}

    /**
     * UNLOAD's own options.
     *
     * @param roles empty for the warehouse's default role
     * @param encryption {@code bucket}, {@code auto} or a KMS key
     */
    public record Unload(List<String> roles, String encryption, int maxFileMegabytes) {}

    static void define(ConfigDef def) {
        int order = 0;
        def.define(
                        BUCKET,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        Setting.matching(
                                name -> BUCKET_FORM.matcher(name).matches() && !name.endsWith("-s3alias"),
                                "the name of an S3 bucket (3 to 63 lower-case letters, digits, dots and hyphens; no access point)"),
                        Importance.HIGH,
                        "The S3 bucket that Redshift unloads to and this connector reads from.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Bucket")
                .define(
                        PREFIX,
                        ConfigDef.Type.STRING,
                        "kafka-connect",
                        Setting.matching(
                                prefix -> PREFIX_FORM.matcher(prefix).matches() && !prefix.contains("//"),
                                "a key prefix that starts with a letter or digit and holds no quote, backslash, blank or control"
                                        + " character"),
                        Importance.MEDIUM,
                        "The folder in the bucket; a folder of the connector's name is made in it. Give it to this use alone.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Prefix")
                .define(
                        REGION,
                        ConfigDef.Type.STRING,
                        "",
                        Setting.region(),
                        Importance.LOW,
                        "The bucket's region, where it is not aws.region; UNLOAD is told so.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Bucket region")
                .define(
                        ENDPOINT,
                        ConfigDef.Type.STRING,
                        "",
                        Setting.matching(Setting::isHttpUri, "an http or https URL"),
                        Importance.LOW,
                        "The URL of S3, where it is not the public one of the region.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "S3 endpoint")
                .define(
                        PATH_STYLE,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Whether the bucket is named in the path instead of the host, as S3-compatible stores want it.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Path style")
                .define(
                        ROLE,
                        ConfigDef.Type.LIST,
                        "default",
                        ConfigDef.LambdaValidator.with(
                                StagingConfig::checkRoles, () -> "default, or ARNs of IAM roles"),
                        Importance.HIGH,
                        "The IAM role that UNLOAD writes with: 'default' for the default role of the cluster or namespace, an"
                                + " ARN, or a chain of ARNs separated by commas, each trusted by the next.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "UNLOAD role")
                .define(
                        ENCRYPTION,
                        ConfigDef.Type.STRING,
                        "bucket",
                        Setting.matching(
                                text -> ENCRYPTION_FORM.matcher(text).matches(),
                                "bucket, auto, or the id or ARN of a KMS key"),
                        Importance.LOW,
                        "How staged files are encrypted: 'bucket' leaves it to the bucket, 'auto' asks for the bucket's default"
                                + " KMS key, and a KMS key's id or ARN asks for that key.",
                        GROUP,
                        ++order,
                        Width.LONG,
                        "Encryption")
                .define(
                        MAX_FILE_SIZE,
                        ConfigDef.Type.INT,
                        64,
                        ConfigDef.Range.between(32, 6_200),
                        Importance.LOW,
                        "The size of a staged file in megabytes; Redshift rounds down to a multiple of 32. Memory does not"
                                + " depend on it.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "File size")
                .define(
                        ORPHAN_AGE,
                        ConfigDef.Type.LONG,
                        Duration.ofDays(2).toMillis(),
                        ConfigDef.Range.atLeast(0L),
                        Importance.LOW,
                        "How old, in milliseconds, staged files that no offset names must be before a starting task deletes"
                                + " them; longer than statement.timeout.ms, or a task's files may be taken for another's.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Orphan age")
                .define(
                        CLEANUP,
                        ConfigDef.Type.STRING,
                        "after.commit",
                        ConfigDef.ValidString.in("after.commit", NEVER),
                        Importance.LOW,
                        "When staged files are deleted: 'after.commit' when no stored offset names them any more, 'never' leaves"
                                + " that to a lifecycle rule of the bucket.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Cleanup")
                .define(
                        LOST_MODE,
                        ConfigDef.Type.STRING,
                        "fail",
                        ConfigDef.ValidString.in("fail", REDO),
                        Importance.MEDIUM,
                        "What follows when staged files that the stored offset names are gone from S3: 'fail' until somebody"
                                + " restores them, or 'redo', which unloads the window again, so that its rows that are in Kafka"
                                + " already come once more, in exactly-once mode too.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Lost files");
    }

    private static void checkRoles(String name, Object value) {
        List<?> roles = (List<?>) value;
        boolean right = roles.equals(List.of("default"))
                || (!roles.isEmpty()
                        && roles.stream()
                                .allMatch(
                                        role -> ROLE_FORM.matcher((String) role).matches()));
        if (!right) {
            throw new ConfigException(
                    name,
                    value,
                    "Expected 'default', or ARNs of IAM roles such as arn:aws:iam::123456789012:role/unload.");
        }
    }

    /** The bucket's S3, for those who build clients. */
    static S3Access s3(AbstractConfig config) {
        return new S3Access(
                ConnectionConfig.present(config, REGION),
                ConnectionConfig.present(config, ENDPOINT).map(URI::create),
                config.getBoolean(PATH_STYLE));
    }

    static StagingConfig from(AbstractConfig config) {
        String prefix = config.getString(PREFIX);
        Bucket bucket = new Bucket(
                config.getString(BUCKET),
                prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
                ConnectionConfig.present(config, REGION));
        List<String> roles = config.getList(ROLE);
        Unload unload = new Unload(
                roles.equals(List.of("default")) ? List.of() : roles,
                config.getString(ENCRYPTION),
                config.getInt(MAX_FILE_SIZE));
        return new StagingConfig(
                bucket,
                unload,
                Duration.ofMillis(config.getLong(ORPHAN_AGE)),
                !config.getString(CLEANUP).equals(NEVER),
                config.getString(LOST_MODE).equals(REDO));
    }
}
