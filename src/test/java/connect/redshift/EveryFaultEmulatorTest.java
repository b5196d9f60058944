// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import connect.redshift.TaskAssembly.Times;
import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import connect.redshift.emulator.Gate;
import connect.redshift.emulator.Gate.Call;
import connect.redshift.emulator.Gate.Refusal;
import connect.redshift.emulator.PhysicalForm;
import connect.redshift.emulator.Settings;
import connect.redshift.stream.StreamFailedException;
import connect.redshift.testing.JumpingClock;
import connect.redshift.testing.TaskContext;
import connect.redshift.worker.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A whole task with the real SDK against everything that Redshift, S3, credentials and clocks may do: what passes is
 * survived with every row once, what stays is one clear error, and then the next life brings the rows that are missing.
 */
final class EveryFaultEmulatorTest {
    private static final int ROWS = 400;

    /** More often than the SDK itself tries again. */
    private static final int OFTEN = 4;

    private static final int FOR_EVER = 100_000;
    private static final String PART = "_part_";

    /** Failures count at once, and end the task. */
    private static final Map<String, String> STRICT =
            Map.of("errors.max.retries", "1", "table.failure.mode", "fail", "statement.timeout.ms", "1500");

    private static Stack stack;
    private static int tables;

    private final TaskContext memory = new TaskContext();
    private final String table = "t" + ++tables;

    @BeforeAll
    static void start() {
        stack = Stack.start(new Settings.Parts(PhysicalForm.measured(), 2, 50, 100, 16_000_000));
        stack.redshift().execute("CREATE SCHEMA s");
    }

    @AfterAll
    static void close() {
        if (stack != null) {
            stack.close();
        }
    }

    @AfterEach
    void heal() {
        stack.s3().gate().open();
        stack.redshift().faults().clear();
    }

    /** Each more often than the SDK tries by itself. */
    static Stream<Fault> callsThatFail() {
        return Stream.of(
                Fault.of(Kind.THROTTLE).on("ExecuteStatement").times(OFTEN),
                Fault.of(Kind.THROTTLE).on("DescribeStatement").times(OFTEN),
                Fault.of(Kind.THROTTLE).on("GetStatementResult").times(OFTEN),
                Fault.of(Kind.HIDDEN_THROTTLE).on("ExecuteStatement").times(OFTEN),
                Fault.of(Kind.HIDDEN_THROTTLE).on("DescribeStatement").times(OFTEN),
                Fault.of(Kind.HIDDEN_THROTTLE).on("GetStatementResult").times(OFTEN),
                Fault.of(Kind.INTERNAL_ERROR).on("ExecuteStatement").times(OFTEN),
                Fault.of(Kind.INTERNAL_ERROR).on("DescribeStatement").times(OFTEN),
                Fault.of(Kind.INTERNAL_ERROR).on("GetStatementResult").times(OFTEN),
                Fault.of(Kind.INTERNAL_ERROR).on("ListStatements").times(OFTEN),
                Fault.of(Kind.LOST_RESPONSE)
                        .on("ExecuteStatement")
                        .where("UNLOAD")
                        .times(OFTEN),
                Fault.of(Kind.LOST_RESPONSE).on("DescribeStatement").times(OFTEN),
                Fault.of(Kind.LOST_RESPONSE).on("GetStatementResult").times(OFTEN),
                // Until the provider renews them.
                Fault.of(Kind.EXPIRED_TOKEN).times(OFTEN),
                // Somebody's policy is put right.
                Fault.of(Kind.DENIED).on("ExecuteStatement").where("UNLOAD").times(2));
    }

    @ParameterizedTest
    @MethodSource("callsThatFail")
    void whatPassesInCallsIsSurvived(Fault fault) {
        LocalTask.createTable(stack, table, ROWS);
        stack.redshift().faults().add(fault);
        try (LocalTask task = start(Map.of())) {
            task.pollUntilRows(ROWS);
            assertThat(stack.redshift().faults().list())
                    .as("what has not struck")
                    .isEmpty();
            assertThat(task.ids()).containsExactlyInAnyOrderElementsOf(numbers(ROWS));
        }
    }

    static Stream<Arguments> statementsThatFail() {
        Fault unloadFails = Fault.of(Kind.FAIL).where("UNLOAD");
        return Stream.of(
                // Redshift forgets what it ran: the id of the UNLOAD, of the plan, and of a result.
                arguments(ROWS, Fault.of(Kind.EXPIRE).on("DescribeStatement").where("UNLOAD")),
                arguments(ROWS, Fault.of(Kind.EXPIRE).on("DescribeStatement").where("MAX(")),
                arguments(ROWS, Fault.of(Kind.EXPIRE).on("GetStatementResult").where("MAX(")),
                // Statements.
                arguments(ROWS, Fault.of(Kind.SLOW_PICK).where("UNLOAD").lasting(Duration.ofSeconds(2))),
                arguments(ROWS, Fault.of(Kind.ABORT).where("UNLOAD").times(3)),
                arguments(ROWS, Fault.of(Kind.ABORT).where("MAX(").times(3)),
                arguments(ROWS, Fault.of(Kind.ABORT).where("svv_all_columns").times(3)),
                arguments(ROWS, unloadFails.saying("ERROR: 1023 DETAIL: Serializable isolation violation on table")),
                arguments(
                        ROWS,
                        unloadFails
                                .saying("ERROR: S3ServiceException:SlowDown,Status 503,CanRetry 1")
                                .times(3)),
                // Files. Nothing of an export of one part is out when that part is found to be bad.
                arguments(ROWS, Fault.of(Kind.FAIL_AFTER_PARTS).where("UNLOAD").times(2)),
                arguments(ROWS, Fault.of(Kind.NO_MANIFEST).where("UNLOAD").times(2)),
                arguments(1, Fault.of(Kind.WRONG_COUNT).where("UNLOAD").times(2)),
                arguments(1, Fault.of(Kind.MISSING_PART).where("UNLOAD").times(2)),
                arguments(1, Fault.of(Kind.TRUNCATED_PART).where("UNLOAD").times(2)),
                arguments(1, Fault.of(Kind.CORRUPTED_PART).where("UNLOAD").times(2)));
    }

    @ParameterizedTest
    @MethodSource("statementsThatFail")
    void whatPassesInStatementsIsSurvived(int rows, Fault fault) {
        LocalTask.createTable(stack, table, rows);
        stack.redshift().faults().add(fault);
        try (LocalTask task = start(Map.of())) {
            task.pollUntilRows(rows);
            assertThat(stack.redshift().faults().list())
                    .as("what has not struck")
                    .isEmpty();
            requireRowsOnceAndNothingLeft(task, rows);
        }
    }

    static Stream<Arguments> refusalsOfS3ThatPass() {
        return Stream.of(
                arguments(Call.READ, "/manifest", Refusal.SLOW_DOWN, OFTEN),
                arguments(Call.READ, "/manifest", Refusal.INTERNAL_ERROR, OFTEN),
                arguments(Call.READ, "/manifest", Refusal.DENIED, 2),
                arguments(Call.READ, "/manifest", Refusal.EXPIRED_TOKEN, 2),
                // As if there had been no rows, which are counted then.
                arguments(Call.READ, "/manifest", Refusal.GONE, 1),
                arguments(Call.READ, PART, Refusal.SLOW_DOWN, 2 * OFTEN),
                arguments(Call.READ, PART, Refusal.INTERNAL_ERROR, 2 * OFTEN),
                arguments(Call.READ, PART, Refusal.DENIED, 2),
                arguments(Call.READ, PART, Refusal.EXPIRED_TOKEN, 2),
                arguments(Call.READ, PART, Refusal.GONE, 2),
                arguments(Call.WRITE, "/columns.json", Refusal.SLOW_DOWN, OFTEN),
                arguments(Call.WRITE, "/columns.json", Refusal.DENIED, 1),
                // What is read is released later.
                arguments(Call.LIST, "task/", Refusal.SLOW_DOWN, OFTEN),
                arguments(Call.LIST, "task/", Refusal.DENIED, 1),
                arguments(Call.DELETE, PART, Refusal.SLOW_DOWN, OFTEN),
                arguments(Call.DELETE, PART, Refusal.DENIED, 1));
    }

    @ParameterizedTest
    @MethodSource("refusalsOfS3ThatPass")
    void whatPassesInS3IsSurvived(Call call, String keys, Refusal refusal, int times) {
        LocalTask.createTable(stack, table, ROWS);
        Gate gate = stack.s3().gate();
        gate.refuse(call, keys, refusal, times);
        try (LocalTask task = start(Map.of())) {
            task.pollUntilRows(ROWS);
            task.pollUntil("the last refusal", () -> gate.refusals() == 0);
            requireRowsOnceAndNothingLeft(task, ROWS);
        }
    }

    static Stream<Arguments> faultsThatStay() {
        Gate gate = stack.s3().gate();
        return Stream.of(
                stays(
                        Fault.of(Kind.FAIL).where("UNLOAD").saying("ERROR: permission denied for relation t"),
                        "permission denied for relation t. GRANT SELECT"),
                stays(Fault.of(Kind.DENIED).on("ExecuteStatement"), "Allow that action in the IAM policy"),
                stays(
                        Fault.of(Kind.THROTTLE).on("ExecuteStatement").where("UNLOAD"),
                        "did not end within PT1.5S (statement.timeout.ms) and was cancelled; last: "),
                stays(Fault.of(Kind.EXPIRED_TOKEN), "The security token included in the request is expired"),
                stays(
                        Fault.of(Kind.SLOW_PICK).where("UNLOAD").lasting(Duration.ofHours(1)),
                        "last: it is still running"),
                stays(Fault.of(Kind.ABORT).where("UNLOAD"), "gives no reason"),
                stays(Fault.of(Kind.NO_MANIFEST).where("UNLOAD"), "finished without a manifest at s3://staging/"),
                arguments(
                        (Runnable) () -> gate.refuse(Call.READ, "/manifest", Refusal.DENIED, FOR_EVER),
                        "grant the connector s3:GetObject"),
                arguments(
                        (Runnable) () -> gate.refuse(Call.WRITE, "/columns.json", Refusal.DENIED, FOR_EVER),
                        "grant the connector s3:PutObject"),
                arguments(
                        (Runnable) () -> gate.refuse(Call.READ, "/manifest", Refusal.SLOW_DOWN, FOR_EVER),
                        "S3 said \"refused by a test\" (503 SlowDown)"));
    }

    private static Arguments stays(Fault fault, String message) {
        return arguments((Runnable) () -> stack.redshift().faults().add(fault.times(FOR_EVER)), message);
    }

    @ParameterizedTest
    @MethodSource("faultsThatStay")
    void whatStaysIsOneClearErrorAndTheNextLifeHasTheRows(Runnable fault, String message) {
        LocalTask.createTable(stack, table, ROWS);
        fault.run();
        try (LocalTask task = start(STRICT)) {
            assertThat(failure(task))
                    .hasMessageStartingWith("Table \"s.%s\" failed 2 times in a row (errors.max.retries=1): ", table)
                    .hasMessageContaining(message);
            assertThat(task.ids()).isEmpty();
        }
        heal();
        try (LocalTask task = start(Map.of("staging.orphan.age.ms", "1"))) {
            task.pollUntilRows(ROWS);
            requireRowsOnceAndNothingLeft(task, ROWS);
        }
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                arguments("gone", "it is gone before it was read (NoSuchKey)", (UnaryOperator<byte[]>) bytes -> null),
                arguments("truncated", "bytes, and its manifest says ", (UnaryOperator<byte[]>)
                        bytes -> Arrays.copyOf(bytes, bytes.length / 2)),
                arguments("longer", "bytes, and its manifest says ", (UnaryOperator<byte[]>)
                        bytes -> Arrays.copyOf(bytes, bytes.length + 1)),
                arguments("empty", "bytes that its manifest says (InvalidRange)", (UnaryOperator<byte[]>)
                        bytes -> new byte[0]),
                arguments("corrupted", "", (UnaryOperator<byte[]>) EveryFaultEmulatorTest::scrambled));
    }

    private static byte[] scrambled(byte[] bytes) {
        byte[] scrambled = bytes.clone();
        Arrays.fill(scrambled, 4, scrambled.length / 2, (byte) 0x5A);
        return scrambled;
    }

    /** Rows of an export are out when its second part turns out to be bad; put right, it is read on from that row. */
    @ParameterizedTest
    @MethodSource("damages")
    void aDamagedPartStopsTheTableAtTheExactRow(String name, String message, UnaryOperator<byte[]> damage) {
        LocalTask.createTable(stack, table, ROWS);
        List<Integer> ids = new ArrayList<>();
        Staged part;
        byte[] whole;
        try (LocalTask task = start(STRICT)) {
            part = readFirstPart(task);
            whole = part.bytes();
            part.put(damage.apply(whole));
            stack.s3().gate().open();

            assertThat(failure(task))
                    .hasMessageStartingWith("Table \"s.%s\" failed 2 times in a row (errors.max.retries=1): ", table)
                    .hasMessageContaining(part.key)
                    .hasMessageContaining(message);
            assertThat(task.ids()).hasSize(part.rowsBefore);
            ids.addAll(task.ids());
        }
        part.put(whole);
        try (LocalTask task = start(Map.of())) {
            task.pollUntilRows(ROWS - part.rowsBefore);
            ids.addAll(task.ids());
        }
        assertThat(ids).containsExactlyInAnyOrderElementsOf(numbers(ROWS));
    }

    @Test
    void lostPartsAreUnloadedAgainOnRequest() {
        LocalTask.createTable(stack, table, ROWS);
        try (LocalTask task = start(Map.of("staging.lost.mode", "redo"))) {
            Staged part = readFirstPart(task);
            List<Integer> first = task.ids();
            part.put(null);
            stack.s3().gate().open();

            task.pollUntilRows(ROWS + part.rowsBefore);

            assertThat(task.ids()).startsWith(first.toArray(Integer[]::new));
            assertThat(task.ids().subList(part.rowsBefore, ROWS + part.rowsBefore))
                    .containsExactlyInAnyOrderElementsOf(numbers(ROWS));
            requireNothingLeft(task);
        }
    }

    /** Hours and days, there and back, at each poll, and across a restart in the middle of an export. */
    @Test
    void aClockThatJumpsLosesNothing() {
        LocalTask.createTable(stack, table, ROWS);
        JumpingClock clock = new JumpingClock();
        List<Integer> ids = new ArrayList<>();
        Staged part;
        try (LocalTask task = start(Map.of(), clock)) {
            task.pollUntil(
                    "a first statement", () -> !stack.redshift().statements().isEmpty());
            clock.jump(Duration.ofHours(3));
            part = readFirstPart(task);
            clock.jump(Duration.ofDays(-4));
            task.poll();
            clock.jump(Duration.ofDays(10));
            task.poll();
            ids.addAll(task.ids());
        }
        stack.s3().gate().open();
        // What this life finds staged is older than staging.orphan.age.ms by its clock.
        try (LocalTask task = start(Map.of(), clock)) {
            task.poll();
            clock.jump(Duration.ofDays(-20));
            task.pollUntilRows(ROWS - part.rowsBefore);
            ids.addAll(task.ids());
            requireNothingLeft(task);
        }
        assertThat(ids).containsExactlyInAnyOrderElementsOf(numbers(ROWS));
    }

    /** A part that has not been read. */
    private record Staged(String key, int rowsBefore) {
        /** Of a copy: the object itself is held back from every reader. */
        byte[] bytes() {
            stack.s3().client().copyObject(request -> request.sourceBucket(Stack.BUCKET)
                    .sourceKey(key)
                    .destinationBucket(Stack.BUCKET)
                    .destinationKey("copy"));
            return stack.s3().bytes(Stack.BUCKET, "copy");
        }

        /** Null takes it away. */
        void put(byte[] content) {
            if (content == null) {
                stack.s3().client().deleteObject(request -> request.bucket(Stack.BUCKET)
                        .key(key));
                return;
            }
            stack.s3()
                    .client()
                    .putObject(request -> request.bucket(Stack.BUCKET).key(key), RequestBody.fromBytes(content));
        }
    }

    /** Lets the rows of an export's first part out and no others; the part that follows. */
    private Staged readFirstPart(LocalTask task) {
        stack.s3().gate().hold(PART);
        task.pollUntil("an export", () -> !staged("/manifest").isEmpty());
        List<JsonNode> entries = entries(staged("/manifest").get(0));
        assertThat(entries).hasSizeGreaterThan(2);
        int rows = entries.get(0).at("/meta/record_count").asInt();
        stack.s3().gate().admit(key(entries.get(0)));
        task.pollUntilRows(rows);
        return new Staged(key(entries.get(1)), rows);
    }

    private static List<JsonNode> entries(String manifest) {
        try {
            JsonNode json = new ObjectMapper().readTree(stack.s3().bytes(Stack.BUCKET, manifest));
            return StreamSupport.stream(json.path("entries").spliterator(), false)
                    .toList();
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    private static String key(JsonNode entry) {
        return entry.path("url")
                .asText()
                .substring("s3://%s/".formatted(Stack.BUCKET).length());
    }

    private List<String> staged(String holding) {
        return stack.s3().keys(Stack.BUCKET, "kafka-connect/task/s.%s/".formatted(table)).stream()
                .filter(key -> key.contains(holding))
                .toList();
    }

    private static StreamFailedException failure(LocalTask task) {
        return catchThrowableOfType(
                StreamFailedException.class, () -> task.pollUntil("the table to fail", () -> false));
    }

    private LocalTask start(Map<String, String> more) {
        return LocalTask.start(stack, table, more, memory, LocalTask.FAST);
    }

    private LocalTask start(Map<String, String> more, Clock clock) {
        Times times = new Times(
                new ForwardClock(clock, System::nanoTime), LocalTask.FAST.backoff(), LocalTask.FAST.silence());
        return LocalTask.start(stack, table, more, memory, times);
    }

    private void requireRowsOnceAndNothingLeft(LocalTask task, int rows) {
        requireNothingLeft(task);
        assertThat(task.ids()).containsExactlyInAnyOrderElementsOf(numbers(rows));
    }

    /** Polled on, it deletes what it staged, and nothing that it started runs. */
    private void requireNothingLeft(LocalTask task) {
        task.pollUntil("no staged file to be left", () -> staged("").isEmpty());
        task.pollUntil("no UNLOAD to run", () -> stack.redshift().runningStatements().stream()
                .noneMatch(statement -> statement.sql().startsWith("UNLOAD")));
    }

    private static List<Integer> numbers(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }
}
