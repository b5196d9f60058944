// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import java.time.Instant;

/** Nothing to do until a moment. */
final class Idle implements Step {
    private final TableContext stream;
    private final Instant until;

    Idle(TableContext stream, Instant until) {
        this.stream = stream;
        this.until = until;
    }

    @Override
    public Step advance() {
        return stream.now().isBefore(until) ? this : stream.wayOn();
    }
}
