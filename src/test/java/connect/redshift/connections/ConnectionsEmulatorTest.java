// SPDX-License-Identifier: Apache-2.0
package connect.redshift.connections;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.account.Call;
import connect.redshift.testing.LocalConnector;
import connect.redshift.testing.TaskContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Target, caller, identity and transport, crossed: a connector and its task come in each way, read the table's rows, and
 * leave on the wire what they should and nothing else. Writes {@code target/reports/connections.txt}.
 */
final class ConnectionsEmulatorTest {
    private static final String SESSION = "kafka-connect-matrix";

    /** The connector lists tables and its task reads them, each with clients and a login of its own. */
    private static final int OPENINGS = 2;

    /** Most of a run is waiting for the next question; each lane has servers of its own. */
    private static final int LANES = 8;

    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    /** How a run ended, as the report has it. */
    private record Outcome(String line, boolean failed) {}

    @Test
    void everyCombinationThatMakesSenseEndsWithRows() throws Exception {
        List<Site> sites = new ArrayList<>();
        try {
            for (int lane = 0; lane < LANES; lane++) {
                sites.add(Site.open());
            }
            List<List<Caller>> callers = sites.stream()
                    .map(site -> Caller.all(site.account(), folder))
                    .toList();
            // One caller at a time: some come with properties of this whole process.
            for (int caller = 0; caller < callers.get(0).size(); caller++) {
                crossed(sites, callers.get(0).get(caller));
            }
        } finally {
            sites.forEach(Site::close);
            write();
        }
        assertThat(outcomes.stream().filter(Outcome::failed).map(Outcome::line)).isEmpty();
        assertThat(outcomes).hasSizeGreaterThan(300);
    }

    private void crossed(List<Site> sites, Caller caller) throws Exception {
        AtomicInteger next = new AtomicInteger();
        ExecutorService lanes = Executors.newFixedThreadPool(sites.size());
        caller.environment().forEach(System::setProperty);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Site site : sites) {
                List<Combination> combinations = combinations(site, caller);
                running.add(lanes.submit(() -> {
                    for (int one = next.getAndIncrement(); one < combinations.size(); one = next.getAndIncrement()) {
                        run(site, combinations.get(one));
                    }
                }));
            }
            for (Future<?> lane : running) {
                lane.get();
            }
        } finally {
            caller.environment().keySet().forEach(System::clearProperty);
            lanes.shutdownNow();
        }
    }

    /** In the same order for each site: only their addresses differ. */
    private static List<Combination> combinations(Site site, Caller caller) {
        int port = site.database().port();
        List<Combination> all = new ArrayList<>();
        cross(caller, "data-api", Target.ofDataApi(), Identity.ofDataApi(), all);
        cross(caller, "jdbc", Target.ofJdbc(port), Identity.ofJdbc(site.account(), port), all);
        return all;
    }

    private static void cross(
            Caller caller, String transport, List<Target> targets, List<Identity> identities, List<Combination> all) {
        for (Target target : targets) {
            for (Identity identity : identities) {
                if (identity.targets().contains(target.kind())) {
                    all.add(new Combination(target, caller, identity, transport));
                }
            }
        }
    }

    private record Combination(Target target, Caller caller, Identity identity, String transport) {
        Map<String, String> settings() {
            Map<String, String> settings = new HashMap<>(target.settings());
            settings.putAll(caller.settings());
            settings.putAll(identity.settings());
            settings.put("connection.mode", transport);
            if (transport.equals("jdbc")) {
                settings.put("redshift.ssl.mode", "disable");
            }
            return settings;
        }

        @Override
        public String toString() {
            return "%-8s | %-24s | %-22s | %s".formatted(transport, target.name(), caller.name(), identity.name());
        }
    }

    private void run(Site site, Combination combination) {
        site.account().forgetCalls();
        int startups = site.database().startups().size();
        int statements = site.database().statements().size();
        long begin = System.nanoTime();
        try {
            int rows = rows(site, combination);
            assertThat(rows).isEqualTo(Site.ROWS);
            List<Call> calls = site.account().calls();
            Wire wire = new Wire(
                    calls,
                    site.database()
                            .startups()
                            .subList(startups, site.database().startups().size()),
                    site.database()
                            .statements()
                            .subList(statements, site.database().statements().size()));
            check(combination, wire);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            outcomes.add(new Outcome(
                    "%-100s | %d rows, %3d calls, %4d ms".formatted(combination, rows, calls.size(), took.toMillis()),
                    false));
        } catch (Exception | AssertionError failure) {
            outcomes.add(new Outcome("%-100s | FAILED: %s".formatted(combination, failure), true));
        }
    }

    private int rows(Site site, Combination combination) throws InterruptedException {
        Map<String, String> settings = site.settings();
        settings.putAll(combination.settings());
        try (LocalConnector connector = LocalConnector.start(new TaskContext(), settings)) {
            List<SourceRecord> records = connector.records(Site.ROWS);
            return records.size();
        }
    }

    /** What went over the network in one run. */
    private record Wire(List<Call> calls, List<Map<String, String>> startups, List<String> statements) {
        List<Call> of(String service) {
            return calls.stream().filter(call -> call.service().equals(service)).toList();
        }

        List<Call> named(String operation) {
            return calls.stream()
                    .filter(call -> call.operation().equals(operation))
                    .toList();
        }

        Set<String> operations(String... services) {
            Set<String> wanted = Set.of(services);
            return calls.stream()
                    .filter(call -> wanted.contains(call.service()))
                    .map(Call::operation)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static void check(Combination combination, Wire wire) {
        Caller caller = combination.caller();
        assertThat(wire.of("s3")).isNotEmpty().allSatisfy(call -> assertThat(call.accessKey())
                .isEqualTo(caller.staging()));
        assertThat(wire.calls())
                .filteredOn(call -> !Set.of("s3", "sts", "").contains(call.service()))
                .allSatisfy(call -> {
                    assertThat(call.accessKey()).isEqualTo(caller.redshift());
                    caller.token()
                            .ifPresent(token -> assertThat(call.sessionToken()).isEqualTo(token));
                });
        assertThat(wire.calls()).allSatisfy(call -> assertThat(call.region()).isIn("us-east-1", ""));
        roles(combination, wire);
        if (combination.identity().login().isPresent()) {
            jdbc(combination, wire, combination.identity().login().get());
        } else {
            dataApi(combination, wire);
        }
    }

    private static void roles(Combination combination, Wire wire) {
        Caller caller = combination.caller();
        boolean redshiftIsAsked = caller.redshift().equals(caller.staging())
                || wire.calls().stream()
                        .anyMatch(call -> !Set.of("s3", "sts", "").contains(call.service()));
        List<Caller.Assumed> expected = caller.assumed().stream()
                .filter(role -> role.forStaging() || redshiftIsAsked)
                .toList();
        List<Call> assumed = wire.calls().stream()
                .filter(call -> call.operation().startsWith("AssumeRole"))
                .toList();
        assertThat(assumed.stream()
                        .map(call -> new Caller.Assumed(
                                call.operation(),
                                call.accessKey(),
                                call.fields().get("RoleArn"),
                                java.util.Optional.ofNullable(call.fields().get("ExternalId")),
                                caller.assumed().stream()
                                        .anyMatch(role -> role.forStaging()
                                                && role.role()
                                                        .equals(call.fields().get("RoleArn")))))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(assumed).hasSizeLessThanOrEqualTo(expected.size() * OPENINGS).allSatisfy(call -> assertThat(
                        call.fields())
                .containsEntry("RoleSessionName", SESSION)
                .containsEntry("DurationSeconds", "3600"));
    }

    private static void dataApi(Combination combination, Wire wire) {
        assertThat(wire.startups()).isEmpty();
        assertThat(wire.operations("redshift", "redshift-serverless", "secretsmanager"))
                .isEmpty();
        Map<String, String> expected = new TreeMap<>(combination.identity().fields());
        Map.Entry<String, String> target = combination.target().field().orElseThrow();
        expected.put(target.getKey(), target.getValue());
        expected.put("Database", "dev");
        assertThat(wire.named("ExecuteStatement")).isNotEmpty().allSatisfy(call -> {
            Map<String, String> sent = new TreeMap<>(call.fields());
            sent.keySet().retainAll(Set.of("WorkgroupName", "ClusterIdentifier", "DbUser", "SecretArn", "Database"));
            assertThat(sent).isEqualTo(expected);
        });
    }

    private static void jdbc(Combination combination, Wire wire, Identity.Login login) {
        assertThat(wire.of("redshift-data")).isEmpty();
        Set<String> expected = new TreeSet<>();
        combination.target().lookup().ifPresent(expected::add);
        login.operation().ifPresent(expected::add);
        login.secret().ifPresent(secret -> expected.add("GetSecretValue"));
        assertThat(wire.operations("redshift", "redshift-serverless", "secretsmanager"))
                .isEqualTo(expected);
        for (String operation : expected) {
            assertThat(wire.named(operation)).as(operation).hasSize(OPENINGS);
        }
        login.secret().ifPresent(secret -> assertThat(wire.named("GetSecretValue"))
                .allSatisfy(call -> assertThat(call.fields()).containsEntry("SecretId", secret)));
        login.operation()
                .ifPresent(operation -> assertThat(wire.named(operation)).allSatisfy(call -> {
                    Map<String, String> sent = new TreeMap<>(call.fields());
                    sent.keySet().removeAll(Set.of("Version"));
                    Map<String, String> wanted = new TreeMap<>(login.fields());
                    boolean serverless = operation.equals("GetCredentials");
                    wanted.put(
                            serverless ? "workgroupName" : "ClusterIdentifier",
                            serverless ? Site.WORKGROUP : Site.CLUSTER);
                    assertThat(sent).isEqualTo(wanted);
                }));
        String user = login.user().formatted(combination.caller().redshift());
        assertThat(wire.startups()).isNotEmpty().allSatisfy(startup -> assertThat(startup)
                .containsEntry("user", user)
                .containsEntry("database", "dev"));
        assertThat(wire.statements()).noneMatch(sql -> sql.contains("password-of") || sql.contains("temporary-"));
    }

    private void write() throws IOException {
        Path file = Path.of("target/reports/connections.txt");
        Files.createDirectories(file.getParent());
        List<String> lines =
                outcomes.stream().map(Outcome::line).sorted().collect(Collectors.toCollection(ArrayList::new));
        long failed = outcomes.stream().filter(Outcome::failed).count();
        lines.add("%d combinations, %d failed".formatted(outcomes.size(), failed));
        Files.write(file, lines);
    }
}
