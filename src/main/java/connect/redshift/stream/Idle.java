// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import java.time.Instant;

/** Nothing to do until a moment. */
final class Idle implements Step {
    private final TableContext stream;
    private final Instant until;
    private final TableStatus.State state;

    Idle(TableContext stream, Instant until) {
        this(stream, until, TableStatus.State.IDLE);
    }

    /**
     * @param state why there is nothing to do
     */
    Idle(TableContext stream, Instant until, TableStatus.State state) {
        this.stream = stream;
        this.until = until;
        this.state = state;
    }

    @Override
    public TableStatus.State state() {
        return state;
    }

    @Override
    public Step advance() {
        return stream.now().isBefore(until) ? this : stream.wayOn();
    }
}
