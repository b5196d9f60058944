// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import java.time.Duration;

/** What a planner found. */
public sealed interface Plan {
    /** Nothing is new. */
    record Nothing() implements Plan {}

    /** Nothing can be read yet; worth asking again after {@code pause}. */
    record Later(Duration pause) implements Plan {}

    /** Nothing is left of what was wanted, and nothing more is. */
    record Over() implements Plan {}

    /**
     * The rows of this window are complete and at least one of them was there.
     *
     * @param more whether it is known that another window follows at once
     */
    record Read(Window window, boolean more) implements Plan {
        Read(Window window) {
            this(window, false);
        }
    }
}
