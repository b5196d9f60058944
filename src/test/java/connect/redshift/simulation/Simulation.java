// SPDX-License-Identifier: Apache-2.0
package connect.redshift.simulation;

import connect.redshift.simulation.ModelledDataApi.Operation;
import connect.redshift.staging.Staging;
import connect.redshift.testing.MemoryStaging;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** One connector's tasks from their start until every table was asked, and then for some polls more. */
final class Simulation {
    private static final int POLLS = 3;
    private static final Duration LEAST = Duration.ofMinutes(10);
    private static final Duration LONGEST_START = Duration.ofHours(6);
    private static final Duration STEP = Duration.ofSeconds(10);

    private final Setting setting;
    private final World world;
    private final List<SimulatedTask> tasks;

    /** What is simulated. */
    record Setting(int tables, int tasks, Duration interval) {
        @Override
        public String toString() {
            return "%,d tables, %d tasks, every %d s".formatted(tables, tasks, interval.toSeconds());
        }
    }

    /** What tasks share. */
    record World(
            VirtualTime time, ModelledDataApi redshift, Staging staging, Measures measures, Supplier<String> exports) {}

    /**
     * What was seen.
     *
     * @param started how long it took until every table had been asked once
     * @param late how late tables were asked later on: half of them, and the latest but one in a hundred
     * @param age the same of rows that reached Connect, from their commit on, which the delay is part of
     * @param aSecond calls a second on average
     * @param busiest calls in the busiest second
     * @param throttled calls that were refused
     * @param statements of one table and hour
     * @param billed the part of the time for which Serverless would have to be paid
     */
    record Outcome(
            Setting setting,
            Duration started,
            List<Duration> late,
            List<Duration> age,
            Map<Operation, Double> aSecond,
            Map<Operation, Integer> busiest,
            long throttledAtStart,
            long throttled,
            double statements,
            double billed) {}

    Simulation(Setting setting, long seed) {
        this.setting = setting;
        VirtualTime time = new VirtualTime();
        MemoryStaging staging = new MemoryStaging(time);
        Measures measures = new Measures();
        ModelledDataApi redshift = new ModelledDataApi(time, new ModelledWarehouse(staging), measures, seed);
        this.world = new World(time, redshift, new DistantStaging(staging, time), measures, exports());
        this.tasks = IntStream.range(0, setting.tasks())
                .mapToObj(task -> new SimulatedTask(setting, world, share(task), seed + task))
                .toList();
    }

    private static Supplier<String> exports() {
        AtomicInteger made = new AtomicInteger();
        return () -> "export-" + made.incrementAndGet();
    }

    private List<Integer> share(int task) {
        List<Integer> share = new ArrayList<>();
        for (int table = task; table < setting.tables(); table += setting.tasks()) {
            share.add(table);
        }
        return share;
    }

    Outcome run() {
        Measures measures = world.measures();
        tasks.forEach(SimulatedTask::start);
        while (measures.asked() < setting.tables()) {
            world.time().run(STEP);
            if (now().isAfter(VirtualTime.START.plus(LONGEST_START))) {
                throw new AssertionError(
                        "%s: only %d tables were asked within %s".formatted(setting, measures.asked(), LONGEST_START));
            }
        }
        long throttledAtStart = measures.throttled();
        // What came together at the start may take an interval to settle.
        world.time().run(setting.interval());
        measures.reset(now());
        Duration length = setting.interval().multipliedBy(POLLS);
        world.time().run(length.compareTo(LEAST) > 0 ? length : LEAST);
        Map<Operation, Double> aSecond = new HashMap<>();
        Map<Operation, Integer> busiest = new HashMap<>();
        for (Operation operation : Operation.values()) {
            aSecond.put(operation, measures.aSecond(operation, now()));
            busiest.put(operation, measures.busiestSecond(operation));
        }
        return new Outcome(
                setting,
                measures.allAsked(),
                List.of(measures.late(0.5), measures.late(0.99)),
                List.of(measures.age(0.5), measures.age(0.99)),
                aSecond,
                busiest,
                throttledAtStart,
                measures.throttled(),
                measures.statementsAnHour(now()) / setting.tables(),
                measures.billed(now()));
    }

    private Instant now() {
        return world.time().instant();
    }
}
