// SPDX-License-Identifier: Apache-2.0
package connect.redshift.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;

/**
 * A clock that jumps from one thing that is due to the next. Within one of them time may {@link #pass}, as for somebody
 * whose call takes a while; the others do not notice.
 */
final class VirtualTime extends Clock {
    static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long passed;
    private long added;

    private record Event(long due, long number, Runnable work) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return due == other.due ? Long.compare(number, other.number) : Long.compare(due, other.due);
        }
    }

    /** Does {@code work} when {@code delay} is over; things that are due together come in the order of these calls. */
    void after(Duration delay, Runnable work) {
        events.add(new Event(now + passed + Math.max(0, delay.toNanos()), added++, work));
    }

    /** Whoever is at work has spent this much. */
    void pass(Duration time) {
        passed += time.toNanos();
    }

    /** Everything that is due within {@code length} from now on. */
    void run(Duration length) {
        long end = now + length.toNanos();
        while (!events.isEmpty() && events.peek().due() <= end) {
            Event next = events.remove();
            now = next.due();
            passed = 0;
            next.work().run();
        }
        passed = 0;
        now = end;
    }

    @Override
    public Instant instant() {
        return START.plusNanos(now + passed);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("nobody here asks for a zone");
    }
}
