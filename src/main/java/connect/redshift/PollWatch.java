// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import connect.redshift.statement.Background;
import connect.redshift.statement.Statements;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels a task's statements when Connect has stopped asking for rows: because the connector is paused, which no task
 * is told, or because Kafka takes no records. What was planned and unloaded so is planned anew when Connect asks again.
 */
final class PollWatch {
    private static final Logger LOG = LoggerFactory.getLogger(PollWatch.class);

    /** How long a silence is borne; longer than a rebalance, or a Kafka that is slow for a while. */
    static final Duration LIMIT = Duration.ofMinutes(5);

    private final Statements statements;
    private final Background background;
    private final Clock clock;
    private final Duration limit;
    private Instant asked;
    private boolean cancelled;

    PollWatch(Statements statements, Background background, Clock clock, Duration limit) {
        this.statements = statements;
        this.background = background;
        this.clock = clock;
        this.limit = limit;
        this.asked = clock.instant();
    }

    void start() {
        // Short against the limit, so that it is not much exceeded, and once a minute costs nothing.
        background.after(limit.dividedBy(5), this::look);
    }

    /** Connect asks for rows; whether statements were cancelled since it did so the last time. */
    synchronized boolean asked() {
        boolean anew = cancelled;
        asked = clock.instant();
        cancelled = false;
        return anew;
    }

    private synchronized void look() {
        Duration silence = Duration.between(asked, clock.instant());
        if (silence.compareTo(limit) > 0) {
            int stopped = statements.cancelAll();
            if (stopped > 0) {
                LOG.info("Connect has not asked for rows for {}: {} statements are cancelled", silence, stopped);
                cancelled = true;
            }
        }
        start();
    }
}
