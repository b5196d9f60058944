// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Every call that a local service was asked for, refused ones too, as AWS would count them against a quota. */
public final class CallLog {
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

    /**
     * One call.
     *
     * @param operation as AWS names it
     * @param subject the key or prefix in S3; empty for the Data API
     */
    public record Call(Instant at, String operation, String subject) {}

    void add(String operation, String subject) {
        calls.add(new Call(Instant.now(), operation, subject));
    }

    /** Calls from {@code from} on and before {@code to}. */
    public Stream<Call> between(Instant from, Instant to) {
        return calls.stream()
                .filter(call -> !call.at().isBefore(from) && call.at().isBefore(to));
    }
}
