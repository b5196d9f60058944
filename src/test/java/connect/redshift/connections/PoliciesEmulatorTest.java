// SPDX-License-Identifier: Apache-2.0
package connect.redshift.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import connect.redshift.account.Authority;
import connect.redshift.account.LocalAccount;
import connect.redshift.account.Permission;
import connect.redshift.account.Policy;
import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import connect.redshift.testing.LocalConnector;
import connect.redshift.testing.TaskContext;
import connect.redshift.testing.Validation;
import connect.redshift.worker.Await;
import connect.redshift.worker.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The policies of {@code config/iam}: with one, and nothing else allowed, a connector is validated, reads its rows and
 * deletes what it staged; no action of it is there for nothing, and one that is taken away is named.
 */
final class PoliciesEmulatorTest {
    private static final Path FOLDER = Path.of("config/iam");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String KEY = "AKIAUSER";
    private static final String CONNECTOR = "arn:aws:iam::123456789012:role/kafka-connect";
    private static final String WORKER = "arn:aws:iam::123456789012:role/connect-worker";
    private static final String UNLOAD = "arn:aws:iam::123456789012:role/redshift-unload";
    private static final String SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:";

    /** No row needs these: without them less is checked, and UNLOADs of a dead or stopped task run to their ends. */
    private static final Set<String> OF_THE_DATA_API_FOR_MORE = Set.of(
            "redshift-data:ListStatements",
            "redshift-data:CancelStatement",
            "redshift-serverless:GetWorkgroup",
            "redshift-serverless:GetNamespace",
            "redshift:DescribeClusters");

    private static Site site;

    /**
     * A way to connect.
     *
     * @param file in {@code config/iam}, without its ending
     * @param secret that stands for the file's
     */
    private record Mode(String file, String secret, Map<String, String> settings) {
        Policy policy() {
            return read(file, secret);
        }

        boolean isNeeded(String action) {
            return file.startsWith("jdbc")
                    ? !action.equals("redshift-serverless:GetNamespace")
                    : !OF_THE_DATA_API_FOR_MORE.contains(action);
        }

        @Override
        public String toString() {
            return file;
        }
    }

    @BeforeAll
    static void start() {
        site = Site.open();
        site.account().withUser(KEY, "secret-of-user").withRole(CONNECTOR, Optional.of("the-external-id"));
        Identity.ofJdbc(site.account(), site.database().port());
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @AfterEach
    void release() {
        site.account().authority().release();
        site.stack().redshift().faults().clear();
    }

    private static Policy read(String file, String secret) {
        // What a user would write in the place of the file's names.
        Map<String, String> names = new HashMap<>();
        names.put("eu-west-1", LocalAccount.REGION);
        names.put("11111111-2222-3333-4444-555555555555", Authority.idOf(Site.WORKGROUP));
        names.put("66666666-7777-8888-9999-000000000000", Authority.idOf(Site.WORKGROUP));
        names.put("analytics-1", Site.CLUSTER);
        names.put("kafka_connect", "reader");
        names.put("secret:kafka-connect-reader-AbCdEf", "secret:" + secret);
        names.put("my-redshift-staging", Stack.BUCKET);
        return Policy.read(FOLDER.resolve(file + ".json"), names);
    }

    static Stream<Mode> modes() {
        String[] workgroup = {"redshift.workgroup", Site.WORKGROUP};
        String[] cluster = {"redshift.cluster.id", Site.CLUSTER};
        String[] user = {"redshift.cluster.id", Site.CLUSTER, "redshift.db.user", "reader"};
        return Stream.of(
                mode("data-api-workgroup", "local", workgroup),
                mode("data-api-cluster", "local", cluster),
                mode("data-api-cluster-user", "local", user),
                mode(
                        "data-api-secret",
                        "local",
                        "redshift.cluster.id",
                        Site.CLUSTER,
                        "redshift.secret.arn",
                        SECRET + "local"),
                mode("jdbc-workgroup", "local", workgroup),
                mode("jdbc-cluster", "local", cluster),
                mode("jdbc-cluster-user", "local", user),
                mode("jdbc-secret", "everything", "redshift.secret.arn", SECRET + "everything"),
                mode(
                        "jdbc-password",
                        "local",
                        "redshift.host",
                        "127.0.0.1",
                        "redshift.port",
                        Integer.toString(site.database().port()),
                        "redshift.db.user",
                        "reader",
                        "redshift.db.password",
                        "password-of-reader"));
    }

    private static Mode mode(String file, String secret, String... more) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("aws.region", LocalAccount.REGION);
        settings.put("aws.access.key.id", KEY);
        settings.put("aws.secret.access.key", "secret-of-user");
        if (file.startsWith("jdbc")) {
            settings.put("connection.mode", "jdbc");
            settings.put("redshift.ssl.mode", "disable");
        }
        for (int index = 0; index < more.length; index += 2) {
            settings.put(more[index], more[index + 1]);
        }
        return new Mode(file, secret, settings);
    }

    private static Mode ofWorkgroup() {
        return modes().findFirst().orElseThrow();
    }

    static Stream<Arguments> neededActions() {
        return modes().flatMap(mode ->
                mode.policy().actions().stream().filter(mode::isNeeded).map(action -> Arguments.of(mode, action)));
    }

    private static Map<String, String> settings(Mode mode) {
        Map<String, String> settings = site.settings();
        settings.putAll(mode.settings());
        settings.put("poll.interval.ms", "100");
        // What is refused shall end the run at once.
        settings.put("errors.max.retries", "0");
        settings.put("table.failure.mode", "fail");
        return settings;
    }

    /** From a start with no offsets to all rows and an empty bucket. */
    private static void read(Map<String, String> settings) throws InterruptedException {
        TaskContext memory = new TaskContext();
        List<SourceRecord> records = new ArrayList<>();
        try (LocalConnector connector = LocalConnector.start(memory, settings)) {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (records.size() < Site.ROWS || !staged().isEmpty()) {
                assertThat(System.nanoTime())
                        .as("%d records, staged %s", records.size(), staged())
                        .isLessThan(deadline);
                for (SourceRecord record : connector.poll()) {
                    records.add(record);
                    memory.store(record.sourcePartition(), record.sourceOffset());
                }
            }
        }
        assertThat(records.stream().filter(record -> record.topic().equals("matrix.shop.orders")))
                .hasSize(Site.ROWS);
    }

    private static List<String> staged() {
        return site.stack().s3().keys(Stack.BUCKET, "kafka-connect/");
    }

    /** What somebody is told who validates, or if that finds nothing, runs it. */
    private static String told(Map<String, String> settings) throws InterruptedException {
        Map<String, List<String>> errors = Validation.errors(settings);
        if (!errors.isEmpty()) {
            return errors.toString();
        }
        try {
            read(settings);
            return "nothing";
        } catch (ConnectException failure) {
            return failure.getMessage() + " " + failure.getCause();
        } finally {
            site.stack().s3().keys(Stack.BUCKET, "").forEach(key -> site.stack()
                    .s3()
                    .client()
                    .deleteObject(request -> request.bucket(Stack.BUCKET).key(key)));
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void fileOfAModeAllowsAllThatIsDoneAndNoMore(Mode mode) throws Exception {
        Authority authority = site.account().authority();
        authority.hold(KEY, CONNECTOR, mode.policy());

        assertThat(Validation.errors(settings(mode))).isEmpty();
        read(settings(mode));
        if (mode.file().startsWith("data-api")) {
            cancel(settings(mode));
        }

        assertThat(authority.refused()).isEmpty();
        assertThat(authority.used()).isEqualTo(mode.policy().actions());
    }

    /** A task that is stopped while Redshift unloads for it. */
    private static void cancel(Map<String, String> settings) throws InterruptedException {
        site.stack().redshift().faults().add(Fault.of(Kind.HOLD).where("UNLOAD"));
        try (LocalConnector connector = LocalConnector.start(new TaskContext(), settings)) {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (site.stack().redshift().runningStatements().stream()
                    .noneMatch(statement -> statement.sql().startsWith("UNLOAD"))) {
                assertThat(System.nanoTime()).as("an UNLOAD").isLessThan(deadline);
                connector.poll();
            }
        }
        Await.until(
                "the end of the UNLOAD",
                LIMIT,
                () -> site.stack().redshift().runningStatements().isEmpty());
        site.stack().redshift().faults().clear();
    }

    @ParameterizedTest(name = "{0} without {1}")
    @MethodSource("neededActions")
    void actionThatIsMissingIsNamed(Mode mode, String action) throws Exception {
        Authority authority = site.account().authority();
        authority.hold(KEY, CONNECTOR, mode.policy().without(action));

        assertThat(told(settings(mode))).contains(action);
        assertThat(authority.refused()).isNotEmpty().allMatch(refused -> refused.startsWith(action + " on "));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void actionsThatNoRowNeedsAreMissedByNobody(Mode mode) throws Exception {
        Policy policy = mode.policy();
        for (String action : mode.policy().actions()) {
            if (!mode.isNeeded(action)) {
                policy = policy.without(action);
            }
        }
        assumeThat(policy.actions()).isNotEqualTo(mode.policy().actions());
        site.account().authority().hold(KEY, CONNECTOR, policy);

        assertThat(told(settings(mode))).isEqualTo("nothing");
        assertThat(site.account().authority().refused()).isNotEmpty();
    }

    @Test
    void filesAllowNothingElsewhere() {
        for (Mode mode : modes().toList()) {
            boolean namesDatabase = mode.policy().actions().stream()
                    .anyMatch(action -> action.startsWith("redshift:GetClusterCredentials"));
            site.account().authority().hold(KEY, CONNECTOR, mode.policy());
            Map<String, String> settings = settings(mode);
            settings.put(namesDatabase ? "redshift.database" : "aws.s3.prefix", "elsewhere");
            assertThat(Validation.errors(settings).toString()).as(mode.file()).contains("not authorized");
            release();
        }
    }

    @Test
    void roleIsTakenOnByThoseWhomItTrusts() throws Exception {
        Policy taking = read("assume-role", "local");
        Policy trust = read("connector-role-trust", "local");
        Map<String, String> settings = settings(ofWorkgroup());
        settings.put("aws.sts.role.arn", CONNECTOR);
        settings.put("aws.sts.role.external.id", "the-external-id");
        Authority authority = site.account().authority();
        authority.hold(KEY, WORKER, taking);
        authority.hold(
                LocalAccount.accessKeyOf(CONNECTOR), CONNECTOR, ofWorkgroup().policy());
        authority.trust(CONNECTOR, trust);

        assertThat(told(settings)).isEqualTo("nothing");
        assertThat(authority.refused()).isEmpty();

        authority.hold(KEY, WORKER, taking.without("sts:AssumeRole"));
        assertThat(told(settings)).contains("sts:AssumeRole", "aws.sts.role.arn");
        authority.hold(KEY, UNLOAD, taking);
        assertThat(told(settings)).contains("sts:AssumeRole");
        authority.hold(KEY, WORKER, taking);
        settings.remove("aws.sts.role.external.id");
        assertThat(told(settings)).contains("sts:AssumeRole", "aws.sts.role.external.id");
    }

    @Test
    void bucketOfAnotherAccountLetsTheConnectorIn() throws Exception {
        Policy bucket = read("bucket-policy", "local");
        Policy key = read("kms-key-policy", "local");
        Policy own = ofWorkgroup().policy();
        Authority authority = site.account().authority();
        authority.hold(KEY, CONNECTOR, own);
        authority.guardBucket(bucket);
        authority.encrypt(key);

        assertThat(told(settings(ofWorkgroup()))).isEqualTo("nothing");
        assertThat(authority.refused()).isEmpty();
        assertThat(authority.used()).contains("kms:Decrypt", "kms:GenerateDataKey");

        for (String action : List.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket")) {
            authority.guardBucket(bucket.without(action));
            assertThat(told(settings(ofWorkgroup()))).contains(action);
        }
        authority.guardBucket(bucket);
        for (String action : List.of("kms:Decrypt", "kms:GenerateDataKey")) {
            authority.encrypt(key.without(action));
            assertThat(told(settings(ofWorkgroup()))).contains(action);
        }
    }

    /** The local Redshift has no such role of its own, so this asks for what AWS says that UNLOAD needs. */
    @Test
    void unloadRoleMayWriteAndNotDelete() {
        String bucket = "arn:aws:s3:::" + Stack.BUCKET;
        String part = bucket + "/kafka-connect/orders/export/parts/0000_part_00.parquet";
        List<Permission> needed = List.of(
                permission("s3:PutObject", part),
                permission("s3:GetObject", part),
                permission("s3:AbortMultipartUpload", part),
                permission("s3:ListMultipartUploadParts", part),
                permission("s3:ListBucket", bucket),
                permission("s3:GetBucketLocation", bucket),
                permission("s3:ListBucketMultipartUploads", bucket));
        List<Permission> tooMuch = List.of(
                permission("s3:DeleteObject", part),
                permission("s3:PutObject", bucket + "/elsewhere/0000_part_00.parquet"),
                permission("s3:GetObject", bucket + "-of-others/kafka-connect/part"));
        for (String file : List.of("unload-role-policy", "bucket-policy")) {
            Policy policy = read(file, "local");
            assertThat(needed).as(file).allMatch(one -> policy.allows(UNLOAD, one));
            assertThat(tooMuch).as(file).noneMatch(one -> policy.allows(UNLOAD, one));
        }
        Policy key = read("kms-key-policy", "local");
        assertThat(Stream.of("kms:GenerateDataKey", "kms:Decrypt")
                        .map(action -> permission(action, "arn:aws:kms:us-east-1:123456789012:key/staging")))
                .allMatch(one -> key.allows(UNLOAD, one));
        Policy trust = read("unload-role-trust", "local");
        assertThat(Stream.of("redshift.amazonaws.com", "redshift-serverless.amazonaws.com"))
                .allMatch(service -> trust.allows(service, permission("sts:AssumeRole", UNLOAD)));
        assertThat(trust.allows("ec2.amazonaws.com", permission("sts:AssumeRole", UNLOAD)))
                .isFalse();
    }

    private static Permission permission(String action, String resource) {
        return new Permission(action, resource, Map.of());
    }

    @Test
    void everyFileIsUsedHere() throws IOException {
        Set<String> used = new TreeSet<>(Set.of(
                "assume-role",
                "bucket-policy",
                "connector-role-trust",
                "kms-key-policy",
                "unload-role-policy",
                "unload-role-trust"));
        modes().forEach(mode -> used.add(mode.file()));
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(used);
        }
    }
}
