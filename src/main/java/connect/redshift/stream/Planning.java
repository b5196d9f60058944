// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.window.Plan;
import connect.redshift.window.Position;
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
        stream.asked(began);
    }

    @Override
    public TableStatus.State state() {
        return TableStatus.State.PLANNING;
    }

    @Override
    public Step advance() {
        if (!plan.isDone()) {
            return this;
        }
        Plan found = plan.join();
        if (found instanceof Plan.Read read) {
            return new Unloading(stream, read.window(), read.more() ? Instant.MIN : began);
        }
        if (found instanceof Plan.Over) {
            stream.with().status().outUpTo(began);
            stream.moveTo(new Position.Ended(stream.position()));
            return stream.wayOn();
        }
        if (found instanceof Plan.Later later) {
            Duration interval = stream.subject().pollInterval();
            // From now, since what the pause is counted from was no earlier than what was asked.
            return new Idle(
                    stream, stream.now().plus(later.pause().compareTo(interval) < 0 ? later.pause() : interval));
        }
        stream.with().status().outUpTo(began);
        stream.progressed();
        return new Idle(stream, stream.pollAfter(began));
    }
}
