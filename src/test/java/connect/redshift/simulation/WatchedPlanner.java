// SPDX-License-Identifier: Apache-2.0
package connect.redshift.simulation;

import connect.redshift.window.Plan;
import connect.redshift.window.Planner;
import connect.redshift.window.Position;
import java.util.concurrent.CompletableFuture;

/** A planner that tells when it is asked. */
record WatchedPlanner(Planner planner, Runnable asked) implements Planner {
    @Override
    public CompletableFuture<Plan> plan(Position position) {
        asked.run();
        return planner.plan(position);
    }

    @Override
    public CompletableFuture<Position> now() {
        return planner.now();
    }
}
