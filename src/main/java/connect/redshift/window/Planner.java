// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import java.util.concurrent.CompletableFuture;

/** Says what of one table is to be read next. Used by one stream, one question at a time; fails as statements fail. */
public interface Planner {
    /** What lies after {@code position}. */
    CompletableFuture<Plan> plan(Position position);

    /** Where reading starts when only rows that come from now on are wanted. */
    CompletableFuture<Position> now();
}
