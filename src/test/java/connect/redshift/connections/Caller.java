// SPDX-License-Identifier: Apache-2.0
package connect.redshift.connections;

import connect.redshift.account.LocalAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * A way to say who calls AWS.
 *
 * @param environment what the worker's JVM has, as system properties
 * @param redshift the access key that Redshift's services see
 * @param staging the access key that S3 sees
 * @param token the session token that comes with {@code redshift}; empty where STS makes it up or there is none
 */
record Caller(
        String name,
        Map<String, String> settings,
        Map<String, String> environment,
        String redshift,
        String staging,
        Optional<String> token,
        List<Assumed> assumed) {

    /**
     * A role that is taken on.
     *
     * @param by whose access key; empty where a token is exchanged
     * @param forStaging whether only S3's caller takes it on
     */
    record Assumed(String operation, String by, String role, Optional<String> externalId, boolean forStaging) {}

    private static final String READER = "arn:aws:iam::123456789012:role/reader";
    private static final String OWNER = "arn:aws:iam::210987654321:role/team/owner";
    private static final String BUCKETS = "arn:aws:iam::210987654321:role/buckets";
    private static final String EXTERNAL_ID = "the-owners-external-id";
    private static final String WEB_TOKEN = "a.web.identity.token";
    private static final Map<String, String> KEYS =
            Map.of("aws.access.key.id", "AKIAUSER", "aws.secret.access.key", "secret-of-user");

    /** Of the house: what a user's own class looks like. */
    public static final class OfTheHouse implements AwsCredentialsProvider {
        @Override
        public AwsCredentials resolveCredentials() {
            return AwsBasicCredentials.create("AKIAHOUSE", "secret-of-house");
        }
    }

    /** All of them, with what they need made known to the account and written to {@code folder}. */
    static List<Caller> all(LocalAccount account, Path folder) {
        account.withUser("AKIAUSER", "secret-of-user")
                .withUser("AKIAHOUSE", "secret-of-house")
                .withUser("AKIAENV", "secret-of-environment")
                .withUser("AKIAPROFILE", "secret-of-profile")
                .withUser("AKIABUCKETS", "secret-of-buckets")
                .withRole(READER, Optional.empty())
                .withRole(OWNER, Optional.of(EXTERNAL_ID))
                .withRole(BUCKETS, Optional.of("the-buckets-external-id"))
                .withWebIdentity(WEB_TOKEN, READER);
        Path token = write(folder.resolve("token"), WEB_TOKEN);
        Path profiles = write(
                folder.resolve("credentials"),
                "[reporting]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = secret-of-profile\n");
        Map<String, String> files =
                Map.of("aws.sharedCredentialsFile", profiles.toString(), "aws.configFile", "/dev/null");
        String reader = LocalAccount.accessKeyOf(READER);
        String owner = LocalAccount.accessKeyOf(OWNER);
        return List.of(
                plain(
                        "default chain",
                        Map.of(),
                        Map.of("aws.accessKeyId", "AKIAENV", "aws.secretAccessKey", "secret-of-environment"),
                        "AKIAENV"),
                plain("keys", KEYS, Map.of(), "AKIAUSER"),
                new Caller(
                        "keys and token",
                        with(KEYS, "aws.session.token", "a-session-token"),
                        Map.of(),
                        "AKIAUSER",
                        "AKIAUSER",
                        Optional.of("a-session-token"),
                        List.of()),
                plain("profile", Map.of("aws.profile", "reporting"), files, "AKIAPROFILE"),
                plain(
                        "provider",
                        Map.of("aws.credentials.provider", OfTheHouse.class.getName()),
                        Map.of(),
                        "AKIAHOUSE"),
                roles(
                        "web identity",
                        Map.of("aws.web.identity.token.file", token.toString(), "aws.sts.role.arn", READER),
                        reader,
                        assumed("AssumeRoleWithWebIdentity", "", READER)),
                roles(
                        "role",
                        with(KEYS, "aws.sts.role.arn", READER),
                        reader,
                        assumed("AssumeRole", "AKIAUSER", READER)),
                roles(
                        "role with external id",
                        with(KEYS, "aws.sts.role.arn", OWNER, "aws.sts.role.external.id", EXTERNAL_ID),
                        owner,
                        new Assumed("AssumeRole", "AKIAUSER", OWNER, Optional.of(EXTERNAL_ID), false)),
                roles(
                        "chain of roles",
                        with(KEYS, "aws.sts.role.arn", READER + "," + OWNER, "aws.sts.role.external.id", EXTERNAL_ID),
                        owner,
                        assumed("AssumeRole", "AKIAUSER", READER),
                        new Assumed("AssumeRole", reader, OWNER, Optional.of(EXTERNAL_ID), false)),
                new Caller(
                        "keys, others for S3",
                        with(
                                KEYS,
                                "aws.s3.access.key.id",
                                "AKIABUCKETS",
                                "aws.s3.secret.access.key",
                                "secret-of-buckets"),
                        Map.of(),
                        "AKIAUSER",
                        "AKIABUCKETS",
                        Optional.empty(),
                        List.of()),
                new Caller(
                        "keys, a role for S3",
                        with(
                                KEYS,
                                "aws.s3.sts.role.arn",
                                BUCKETS,
                                "aws.s3.sts.role.external.id",
                                "the-buckets-external-id"),
                        Map.of(),
                        "AKIAUSER",
                        LocalAccount.accessKeyOf(BUCKETS),
                        Optional.empty(),
                        List.of(new Assumed(
                                "AssumeRole", "AKIAUSER", BUCKETS, Optional.of("the-buckets-external-id"), true))),
                new Caller(
                        "role, none for S3",
                        with(KEYS, "aws.sts.role.arn", READER, "aws.s3.sts.role.arn", "none"),
                        Map.of(),
                        reader,
                        "AKIAUSER",
                        Optional.empty(),
                        List.of(assumed("AssumeRole", "AKIAUSER", READER))),
                new Caller(
                        "role, a profile for S3",
                        with(KEYS, "aws.sts.role.arn", READER, "aws.s3.profile", "reporting"),
                        files,
                        reader,
                        "AKIAPROFILE",
                        Optional.empty(),
                        List.of(assumed("AssumeRole", "AKIAUSER", READER))));
    }

    private static Caller plain(
            String name, Map<String, String> settings, Map<String, String> environment, String key) {
        return new Caller(name, settings, environment, key, key, Optional.of(""), List.of());
    }

    private static Caller roles(String name, Map<String, String> settings, String key, Assumed... assumed) {
        return new Caller(name, settings, Map.of(), key, key, Optional.empty(), List.of(assumed));
    }

    private static Assumed assumed(String operation, String by, String role) {
        return new Assumed(operation, by, role, Optional.empty(), false);
    }

    private static Map<String, String> with(Map<String, String> some, String... more) {
        Map<String, String> all = new java.util.TreeMap<>(some);
        for (int index = 0; index < more.length; index += 2) {
            all.put(more[index], more[index + 1]);
        }
        return all;
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
