// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.window.Position;
import java.util.concurrent.CompletableFuture;

/** Asks Redshift what now is; the answer must be stored, or a restart would ask again and lose what came between. */
final class StartingNow implements Step {
    private final TableContext stream;
    private final CompletableFuture<Position> now;

    StartingNow(TableContext stream) {
        this.stream = stream;
        this.now = stream.watched(stream.planner().now());
        stream.asked(stream.now());
    }

    @Override
    public TableStatus.State state() {
        return TableStatus.State.PLANNING;
    }

    @Override
    public Step advance() {
        if (!now.isDone()) {
            return this;
        }
        stream.moveTo(now.join());
        return stream.plan();
    }
}
