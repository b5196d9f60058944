// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

/** What a planner found. */
public sealed interface Plan {
    /** Nothing is new. */
    record Nothing() implements Plan {}

    /** Something may be new, but it is not old enough to be complete; worth asking again when the delay has passed. */
    record TooYoung() implements Plan {}

    /** The rows of this window are complete and at least one of them was there. */
    record Read(Window window) implements Plan {}
}
