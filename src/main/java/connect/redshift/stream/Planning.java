// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.window.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Asks Redshift how far the table may be read. */
final class Planning implements Step {
    private final TableContext stream;
    private final Instant began;
    private final CompletableFuture<Plan> plan;

    Planning(TableContext stream) {
        this.stream = stream;
        this.began = stream.now();
        this.plan = stream.watched(stream.planner().plan(stream.position()));
    }

    @Override
    public Step advance() {
        if (!plan.isDone()) {
            return this;
        }
        Plan found = plan.join();
        if (found instanceof Plan.Read read) {
            return new Unloading(stream, read.window(), began);
        }
        if (found instanceof Plan.TooYoung) {
            Duration delay = stream.planner().delay();
            return new Idle(
                    stream,
                    began.plus(
                            delay.compareTo(stream.subject().pollInterval()) < 0
                                    ? delay
                                    : stream.subject().pollInterval()));
        }
        stream.progressed();
        return new Idle(stream, began.plus(stream.subject().pollInterval()));
    }
}
