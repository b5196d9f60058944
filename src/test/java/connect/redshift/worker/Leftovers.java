// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** What no test may leave behind: files that no stored offset names, statements that nobody waits for, threads. */
final class Leftovers {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Leftovers() {}

    /** Ends both, of which either may not have started; before that, nothing may be left of what has run on them. */
    static void close(ConnectWorker worker, Stack stack) {
        try {
            if (worker != null) {
                requireNone(worker, stack);
            }
        } finally {
            if (worker != null) {
                worker.close();
            }
            if (stack != null) {
                stack.close();
            }
        }
    }

    /**
     * Waits until a worker's connectors have let go of what they do not need, deletes them, and waits until nothing of
     * them runs.
     */
    static void requireNone(ConnectWorker worker, Stack stack) {
        for (JsonNode connector : worker.rest().connectors()) {
            // Nobody lets go for a task that has failed, until it is started again.
            if (!hasFailed(worker.rest().status(connector.asText()))) {
                requireNoUnneededFile(worker, stack, connector.asText());
            }
            worker.rest().delete(connector.asText());
        }
        Await.until("no statement to run", LIMIT, () -> stack.redshift()
                .runningStatements()
                .isEmpty());
        requireNoThread(worker);
    }

    private static boolean hasFailed(JsonNode status) {
        return status.path("tasks").findValuesAsText("state").contains("FAILED");
    }

    /** Files that a stored offset names may stay: a later start reads on from them. */
    static void requireNoUnneededFile(ConnectWorker worker, Stack stack, String connector) {
        String folder = "kafka-connect/" + connector + "/";
        Await.until("no file to be staged that no offset of %s names".formatted(connector), LIMIT, () -> {
            Set<String> needed = exports(worker.rest().offsets(connector));
            return stack.s3().keys(Stack.BUCKET, folder).stream()
                    .allMatch(key -> needed.stream().anyMatch(export -> key.contains("/" + export + "/")));
        });
    }

    private static Set<String> exports(JsonNode offsets) {
        Set<String> exports = new TreeSet<>();
        for (JsonNode entry : offsets.path("offsets")) {
            JsonNode export = entry.at("/offset/export");
            if (!export.isMissingNode()) {
                exports.add(export.asText());
            }
        }
        return exports;
    }

    /** A worker that still runs has no thread of the plugin's once its last connector is gone. */
    private static void requireNoThread(ConnectWorker worker) {
        Await.until("no thread of the plugin's to run", LIMIT, () -> worker.threads().stream()
                .noneMatch(name -> name.startsWith("redshift-")
                        || name.contains("idle-connection-reaper")
                        || name.startsWith("sdk-")));
    }
}
