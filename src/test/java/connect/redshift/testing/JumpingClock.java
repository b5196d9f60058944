// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** The worker's clock, set by somebody while it runs. */
public final class JumpingClock extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    public void jump(Duration by) {
        ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
        return Clock.systemUTC().instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return Clock.systemUTC().getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("moments only are asked for");
    }
}
