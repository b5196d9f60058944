// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.emulator.Faults.Fault;
import connect.redshift.emulator.Faults.Kind;
import connect.redshift.emulator.LoggedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator does to a connector ends its UNLOADs, and what happens to a worker ends them at the next start. */
final class StatementsEndIT {
    private static final int ROWS = 300;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static Stack stack;
    private static ConnectWorker worker;

    @BeforeAll
    static void start() {
        stack = Stack.start();
        CountedTable.createSchema(stack);
        worker = ConnectWorker.start(SharedBroker.broker(), WorkerSettings.group("statements"));
    }

    @AfterAll
    static void close() {
        Leftovers.close(worker, stack);
    }

    @AfterEach
    void clearFaults() {
        stack.redshift().faults().clear();
    }

    @Test
    void deletingAConnectorCancelsItsUnload() {
        endsWith("deleted", table -> worker.rest().delete(table.name()));
    }

    @Test
    void stoppingAConnectorCancelsItsUnload() {
        endsWith("stopped", table -> worker.rest().stop(table.name()));
        worker.rest().delete("stopped");
    }

    private static void endsWith(String name, Consumer<CountedTable> end) {
        CountedTable table = unloading(name);

        end.accept(table);

        Await.until("the UNLOAD's end", LIMIT, () -> !table.isUnloading());
        assertThat(unloads(table)).extracting(LoggedStatement::status).containsExactly("ABORTED");
    }

    @Test
    void theNextStartCancelsWhatAKilledWorkerLeftRunning() {
        CountedTable table = unloading("left");
        String token = unloads(table).get(0).token();
        worker.kill();
        assertThat(table.isUnloading()).isTrue();
        // Held by its own name before the hold of all is lifted, or it would slip out in between.
        Set<String> all = stack.redshift().faults().list().keySet();
        stack.redshift().faults().add(Fault.of(Kind.HOLD).where(token));
        all.forEach(stack.redshift().faults()::remove);

        worker.restart();

        try (TopicReader<TopicRecord> topic = TopicReader.committed(SharedBroker.broker(), table.topic())) {
            topic.awaitCount(ROWS, LIMIT);
            assertThat(CountedTable.ids(topic.readToEnd(LIMIT)))
                    .containsExactlyInAnyOrderElementsOf(CountedTable.numbers(1, ROWS));
        }
        assertThat(unloads(table)).extracting(LoggedStatement::status).containsExactly("ABORTED", "FINISHED");
        Await.until("the staging folder to be empty", LIMIT, () -> stack.s3()
                .keys(Stack.BUCKET, table.folder())
                .isEmpty());
        worker.rest().delete("left");
    }

    private static CountedTable unloading(String name) {
        CountedTable table = CountedTable.create(stack, name, ROWS);
        stack.redshift().faults().add(Fault.of(Kind.HOLD).where("UNLOAD"));
        worker.rest().putConfig(name, table.settings(Map.of()));
        Await.until("an UNLOAD", LIMIT, table::isUnloading);
        return table;
    }

    private static List<LoggedStatement> unloads(CountedTable table) {
        return stack.redshift().statements().stream()
                .filter(statement -> statement.sql().startsWith("UNLOAD"))
                .filter(statement -> statement.name().startsWith(table.name() + " "))
                .toList();
    }
}
