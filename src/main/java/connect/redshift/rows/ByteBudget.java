// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The bytes that all readers of a task hold together, so that memory does not grow with the number of tables. Row
 * groups are served in the order in which they were asked for, however small the next one is, or a large one would wait
 * for ever; while any waits, nothing is read ahead. A row group that is larger than the whole budget is served when no
 * other is held. Nobody waits for long: whoever holds a row group can decode it and give it back without another one.
 * The ends of parts, 64 kB at most, are only counted: a reader has to have one before it knows what to ask for.
 *
 * <p>The array of a row group that was given back serves the next one, whoever reads that, for as long as any is held and
 * the limit has room for it. Tens of megabytes at a time are garbage that G1 finds by marking the whole heap only, which
 * took a tenth of a worker's processor time.
 *
 * <p>Any thread may call; readers are woken on the thread that gave bytes back, outside of every lock.
 */
public final class ByteBudget {
    /** G1 gives such an array whole regions of as much at least, so rounding up to it costs no memory. */
    private static final long UNIT = 1 << 20;
    /** Of an array: with one byte too many it takes another region. */
    private static final int HEADER = 16;

    private final long limit;

    // Guarded by this.
    private final Deque<Share> waiting = new ArrayDeque<>();
    private final List<byte[]> spare = new ArrayList<>();
    private long held;
    private int groups;

    /**
     * @param limit in bytes
     */
    public ByteBudget(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a budget of %d bytes".formatted(limit));
        }
        this.limit = limit;
    }

    public long limit() {
        return limit;
    }

    /** Bytes that readers hold now: of row groups that are here or on their way, and of parts' ends. */
    public synchronized long held() {
        return held;
    }

    /**
     * One more reader.
     *
     * @param wake called when a row group that was asked for in vain may be asked for again
     */
    Share share(Runnable wake) {
        return new Share(wake);
    }

    /** Row groups of a table are about as long as each other, and one array is to serve them all. */
    private static long rounded(long bytes) {
        return bytes < UNIT || bytes > Integer.MAX_VALUE - UNIT
                ? bytes
                : (bytes + HEADER + UNIT - 1) / UNIT * UNIT - HEADER;
    }

    private boolean fits(long bytes) {
        return bytes <= limit - held || groups == 0;
    }

    private Lease lease(Share share, long bytes, boolean group) {
        Lease lease = new Lease(group ? taken(bytes) : Optional.empty(), bytes, group);
        share.leases.add(lease);
        held += lease.bytes;
        groups += group ? 1 : 0;
        dropSpare();
        return lease;
    }

    /** A spare array that is long enough, and not much too long: what it is longer is held as well. */
    private Optional<byte[]> taken(long bytes) {
        long most = Math.max(bytes, Math.min(limit - held, bytes * 2));
        Optional<byte[]> fitting = spare.stream()
                .filter(array -> array.length >= bytes && array.length <= most)
                .min(Comparator.comparingInt(array -> array.length));
        // A new array takes the place of a spare one, or each that is a little longer would leave another behind.
        fitting.or(() -> spare.stream().findFirst()).ifPresent(spare::remove);
        return fitting;
    }

    /** Keeps no more of them than there is room for, and than are held; those that were given back last. */
    private void dropSpare() {
        long kept = spare.stream().mapToLong(array -> array.length).sum();
        while (!spare.isEmpty() && (kept > limit - held || spare.size() > groups)) {
            kept -= spare.remove(0).length;
        }
    }

    /** Takes leases back, and serves who waits as far as it goes; those are to be woken. */
    private synchronized List<Share> takeBack(Share share, Collection<Lease> leases) {
        for (Lease lease : List.copyOf(leases)) {
            if (share.leases.remove(lease)) {
                held -= lease.bytes;
                groups -= lease.group ? 1 : 0;
                lease.array.ifPresent(spare::add);
                lease.array = Optional.empty();
            }
        }
        List<Share> served = new ArrayList<>();
        while (!waiting.isEmpty() && fits(waiting.peek().wanted)) {
            Share next = waiting.remove();
            next.reserved = Optional.of(lease(next, next.wanted, true));
            served.add(next);
        }
        dropSpare();
        return served;
    }

    /** Bytes that one reader holds. */
    static final class Lease {
        private final long bytes;
        private final boolean group;
        private Optional<byte[]> array;

        /**
         * @param bytes that it has to have at least
         */
        private Lease(Optional<byte[]> array, long bytes, boolean group) {
            this.array = array;
            this.bytes = array.map(made -> (long) made.length).orElse(bytes);
            this.group = group;
        }

        /** As many of its bytes as were asked for, with whatever is in them; nobody may touch them once it is given back. */
        ByteBuffer buffer(int asked) {
            if (array.isEmpty()) {
                array = Optional.of(new byte[(int) bytes]);
            }
            return ByteBuffer.wrap(array.get(), 0, asked).slice();
        }
    }

    /** What one reader holds and waits for. */
    final class Share {
        private final Runnable wake;
        private final List<Lease> leases = new ArrayList<>();
        private Optional<Lease> reserved = Optional.empty();
        private long wanted;

        private Share(Runnable wake) {
            this.wake = wake;
        }

        /** Memory of a row group; empty while it is not this reader's turn, which it then waits for. */
        Optional<Lease> claim(long asked) {
            long bytes = rounded(asked);
            synchronized (ByteBudget.this) {
                if (reserved.isPresent()) {
                    Optional<Lease> mine = reserved;
                    reserved = Optional.empty();
                    return mine;
                }
                if (waiting.contains(this)) {
                    return Optional.empty();
                }
                if (waiting.isEmpty() && fits(bytes)) {
                    return Optional.of(lease(this, bytes, true));
                }
                wanted = bytes;
                waiting.add(this);
                return Optional.empty();
            }
        }

        /** Counts what has to be held in any case. */
        Lease add(long bytes) {
            synchronized (ByteBudget.this) {
                return lease(this, bytes, false);
            }
        }

        /** What would be nice to hold; empty while there is no room, or somebody waits for it. */
        Optional<Lease> addIfRoom(long bytes) {
            synchronized (ByteBudget.this) {
                return waiting.isEmpty() && bytes <= limit - held
                        ? Optional.of(lease(this, bytes, false))
                        : Optional.empty();
            }
        }

        /** Gives back; wakes other readers, so it must not be called under a reader's lock. */
        void free(Collection<Lease> done) {
            takeBack(this, done).forEach(served -> served.wake.run());
        }

        /** Waits no more; as {@link #free}. */
        void withdraw() {
            Optional<Lease> unused;
            synchronized (ByteBudget.this) {
                waiting.remove(this);
                unused = reserved;
                reserved = Optional.empty();
            }
            free(unused.map(List::of).orElseGet(List::of));
        }

        /** Gives everything back; as {@link #free}. */
        void freeAll() {
            free(leases());
        }

        private List<Lease> leases() {
            synchronized (ByteBudget.this) {
                return List.copyOf(leases);
            }
        }
    }
}
