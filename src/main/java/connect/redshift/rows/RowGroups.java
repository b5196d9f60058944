// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.rows.FetchPlan.Fetch;
import connect.redshift.rows.FetchPlan.OpenPart;
import connect.redshift.rows.FetchPlan.RangeRead;
import connect.redshift.rows.RowReader.RowPosition;
import connect.redshift.staging.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * An export's row groups in order, fetched ahead: each is one buffer that several ranges fill side by side, because
 * one connection to S3 is slower than decoding. No read waits for another: whichever ends starts those that are
 * possible next, so readers that share a bounded executor cannot block each other.
 */
final class RowGroups implements AutoCloseable {
    private final ParquetRowReaderFactory source;
    private final Runnable whenReady;
    private final ByteBudget.Share memory;

    // Guarded by this.
    private final FetchPlan plan;
    private int running;
    private Optional<RuntimeException> failure = Optional.empty();
    private boolean closed;

    RowGroups(ParquetRowReaderFactory source, List<Part> parts, RowPosition from, Runnable whenReady) {
        this.source = source;
        this.whenReady = whenReady;
        this.memory = source.budget().share(this::advance);
        this.plan = new FetchPlan(parts, from, source.readAhead(), memory);
    }

    /** Begins to fetch; a position that the parts do not have is reported by {@link #poll}. */
    void start() {
        synchronized (this) {
            try {
                plan.checkPosition();
            } catch (RowsException e) {
                failure = Optional.of(e);
            }
        }
        advance();
    }

    /**
     * The next row group, if it is whole; {@link #release} gives its memory back. Empty when it is on its way. A
     * failed read is thrown once the row groups that were whole before it are polled.
     */
    synchronized Optional<RowGroup> poll() {
        if (closed) {
            throw new IllegalStateException("the reader is closed");
        }
        if (plan.ready()) {
            return Optional.of(plan.take());
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return Optional.empty();
    }

    /** A row group that was polled is done with. */
    void release() {
        synchronized (this) {
            plan.release();
        }
        settle();
        advance();
    }

    /** Whether every footer was read and checked, and every row group polled. */
    synchronized boolean exhausted() {
        return !stopped() && plan.exhausted();
    }

    /** Reads under way end by themselves; nothing they bring is kept, and their memory is held until then. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            plan.clear();
        }
        settle();
    }

    private synchronized boolean stopped() {
        return closed || failure.isPresent();
    }

    /** Gives back memory that is needed no more. Without the lock, since it wakes other readers. */
    private void settle() {
        List<ByteBudget.Lease> freed;
        boolean over;
        boolean ended;
        synchronized (this) {
            freed = plan.freed();
            over = stopped();
            ended = closed && running == 0;
        }
        memory.free(freed);
        if (over) {
            memory.withdraw();
        }
        if (ended) {
            memory.freeAll();
        }
    }

    /** Starts every read that is possible now. The executor is called without the lock: it may run them at once. */
    private void advance() {
        List<RangeRead> reads = new ArrayList<>();
        // Other readers' rows may have made room for these, and must not fail with them.
        guarded("row groups", () -> {
            synchronized (this) {
                while (!stopped() && running < source.readAhead().readsAtOnce()) {
                    Optional<RangeRead> read = plan.nextRead();
                    if (read.isEmpty()) {
                        break;
                    }
                    running++;
                    reads.add(read.get());
                }
            }
            return true;
        });
        settle();
        for (RangeRead read : reads) {
            try {
                source.executor().execute(() -> run(read));
            } catch (RejectedExecutionException e) {
                fail(new RowsException("reading stopped: the task's threads take no more work", e));
                ended();
            }
        }
    }

    /** One task of the executor: a blocking read, and what follows from it. */
    private void run(RangeRead read) {
        boolean news = !stopped()
                && guarded(read.target().part().uri().toString(), () -> {
                    source.staging()
                            .readRange(
                                    read.target().part(),
                                    read.from(),
                                    read.target().buffer(),
                                    read.at(),
                                    read.length());
                    return arrived(read);
                });
        ended();
        advance();
        if (news && !stopped()) {
            whenReady.run();
        }
    }

    private void ended() {
        synchronized (this) {
            running--;
        }
        settle();
    }

    /** What {@code work} says; false where it failed, and then the reader has. */
    private boolean guarded(String what, BooleanSupplier work) {
        try {
            return work.getAsBoolean();
        } catch (RuntimeException e) {
            fail(e);
        } catch (LinkageError | StackOverflowError e) {
            // An Error that went no further would leave the reader waiting for ever.
            fail(new RowsException("%s cannot be read".formatted(what), e));
        } catch (OutOfMemoryError e) {
            fail(new RowsException(
                    "%s: no memory for its row groups; give the worker more, or lower max.queue.size.in.bytes or UNLOAD's ROWGROUPSIZE"
                            .formatted(what),
                    e));
        }
        return false;
    }

    /** Whether the reader has something new to look at. */
    private boolean arrived(RangeRead read) {
        if (read.target() instanceof OpenPart open) {
            Optional<PartFooter> footer = open.footerInTail();
            synchronized (this) {
                plan.tailArrived(open, footer);
                return footer.isPresent();
            }
        }
        synchronized (this) {
            return plan.rangeArrived((Fetch) read.target());
        }
    }

    private void fail(RuntimeException cause) {
        synchronized (this) {
            if (stopped()) {
                return;
            }
            failure = Optional.of(cause);
        }
        whenReady.run();
    }
}
