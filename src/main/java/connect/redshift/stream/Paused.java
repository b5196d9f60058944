// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import java.time.Instant;

/** Nothing new is planned until a moment, because the user's limits or hours say so; nothing is wrong. */
final class Paused implements Step {
    private final TableContext stream;
    private final Instant until;
    private final Reason reason;

    /** Why nothing is planned, as operators are told. */
    enum Reason {
        /** The hour's statements or staged bytes are used up. */
        GUARDRAIL,
        QUIET_HOURS
    }

    Paused(TableContext stream, Instant until, Reason reason) {
        this.stream = stream;
        this.until = until;
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    @Override
    public TableStatus.State state() {
        return TableStatus.State.PAUSED;
    }

    @Override
    public Step advance() {
        return stream.now().isBefore(until) ? this : stream.wayOn();
    }
}
