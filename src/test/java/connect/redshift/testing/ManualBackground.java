// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import connect.redshift.statement.Background;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** A background that runs nothing until it is stepped; delays are over when its clock says so. */
public final class ManualBackground implements Background {
    private final ManualClock clock;
    private final List<Entry> queue = new ArrayList<>();

    private record Entry(Instant due, Runnable work) {}

    public ManualBackground(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public void execute(Runnable work) {
        after(Duration.ZERO, work);
    }

    @Override
    public void after(Duration delay, Runnable work) {
        queue.add(new Entry(clock.instant().plus(delay), work));
    }

    /** Runs the work that came first among what is due; false when nothing is. */
    public boolean step() {
        List<Entry> due = due();
        return !due.isEmpty() && run(due.get(0));
    }

    /** Runs the work that came last among what is due; false when nothing is. */
    public boolean stepNewest() {
        List<Entry> due = due();
        return !due.isEmpty() && run(due.get(due.size() - 1));
    }

    /** Runs any work that is due, the newest rather often, so that some waits long; false when nothing is. */
    public boolean step(RandomGenerator random) {
        List<Entry> due = due();
        return random.nextBoolean() ? stepNewest() : !due.isEmpty() && run(due.get(random.nextInt(due.size())));
    }

    /** Runs what is due, and what becomes due by that, until nothing is; delays are not waited for. */
    public void drain() {
        boolean ran = true;
        while (ran) {
            ran = step();
        }
    }

    /** Drains, and moves the clock to each delay's end until nothing is left to do. */
    public void drainAll() {
        drain();
        while (!queue.isEmpty()) {
            Instant next = queue.stream()
                    .map(Entry::due)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            clock.advance(Duration.between(clock.instant(), next));
            drain();
        }
    }

    /** Drains while time passes, in steps that are short against any delay of ours. */
    public void pass(Duration time) {
        for (Instant end = clock.instant().plus(time); clock.instant().isBefore(end); ) {
            drain();
            clock.advance(Duration.ofMillis(100));
        }
        drain();
    }

    /** How long each waiting work was told to wait from now on. */
    public List<Duration> delays() {
        return queue.stream()
                .map(entry -> Duration.between(clock.instant(), entry.due()))
                .toList();
    }

    /** Loses everything, as a killed worker does. */
    public void clear() {
        queue.clear();
    }

    private List<Entry> due() {
        return queue.stream()
                .filter(entry -> !entry.due().isAfter(clock.instant()))
                .toList();
    }

    private boolean run(Entry entry) {
        queue.remove(entry);
        entry.work().run();
        return true;
    }
}
