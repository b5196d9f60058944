// SPDX-License-Identifier: Apache-2.0
package connect.redshift.simulation;

import connect.redshift.simulation.ModelledDataApi.Operation;
import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;
import connect.redshift.testing.MemoryStaging;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One table that gets rows every minute, read for a long time: what its later windows take beside its earlier ones. */
public final class History {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long SEED = 1;

    private final VirtualTime time = new VirtualTime();
    private final MemoryStaging staging = new MemoryStaging(time);
    private final Measures measures = new Measures();
    private final CountedStaging counted = new CountedStaging(staging);
    private final AtomicInteger exports = new AtomicInteger();
    private int windows;

    /**
     * Ten windows.
     *
     * @param statements of them all
     * @param stagingCalls of them all
     * @param objects in S3 behind them
     * @param nanos of this thread's CPU for each
     */
    public record Ten(long statements, long stagingCalls, int objects, long nanos) {}

    public History() {
        Simulation.World world = new Simulation.World(
                time,
                new ModelledDataApi(time, new ModelledWarehouse(staging), measures, SEED),
                counted,
                measures,
                () -> "export-" + exports.incrementAndGet());
        new SimulatedTask(new Simulation.Setting(1, 1, MINUTE), world, List.of(0), SEED).start();
        // The first poll finds a window that began before the start of time.
        time.run(MINUTE);
        windows = exports.get();
    }

    /** The last ten of all windows up to the {@code total}-th. */
    public Ten lastTenOf(int total) {
        time.run(MINUTE.multipliedBy(total - windows - 10L));
        measures.reset(time.instant());
        counted.calls = 0;
        int before = exports.get();
        Instant from = time.instant();
        long begin = cpu();
        time.run(MINUTE.multipliedBy(10));
        long nanos = (cpu() - begin) / 10;
        windows = exports.get();
        if (windows - before != 10) {
            throw new IllegalStateException("%d windows in ten minutes from %s".formatted(windows - before, from));
        }
        return new Ten(
                measures.made(Operation.EXECUTE),
                counted.calls,
                staging.objects().size(),
                nanos);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static final class CountedStaging implements Staging {
        private final Staging staging;
        private long calls;

        CountedStaging(Staging staging) {
            this.staging = staging;
        }

        @Override
        public Optional<byte[]> read(S3Uri object) {
            calls++;
            return staging.read(object);
        }

        @Override
        public void write(S3Uri object, byte[] content) {
            calls++;
            staging.write(object, content);
        }

        @Override
        public void readRange(Part part, long from, byte[] buffer, int at, int length) {
            calls++;
            staging.readRange(part, from, buffer, at, length);
        }

        @Override
        public List<StagedObject> list(S3Uri prefix) {
            calls++;
            return staging.list(prefix);
        }

        @Override
        public void delete(List<S3Uri> objects) {
            calls++;
            staging.delete(objects);
        }
    }
}
