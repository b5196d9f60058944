// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.rows.ByteBudget.Lease;
import connect.redshift.rows.RowReader.RowPosition;
import connect.redshift.staging.Part;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Which read of an export's parts comes next, and which row groups are whole. Parts are opened in order, a few ahead of
 * the row groups, so that the next footer is there when the last row group before it is through. Knows no threads:
 * {@link RowGroups} calls it under its lock.
 */
final class FetchPlan {
    private final List<Part> parts;
    private final RowPosition from;
    private final ReadAhead limits;
    private final Deque<OpenPart> openParts = new ArrayDeque<>();
    private final Deque<Fetch> ahead = new ArrayDeque<>();
    private final Deque<RangeRead> waiting = new ArrayDeque<>();
    private final Deque<Fetch> taken = new ArrayDeque<>();
    private final ByteBudget.Share memory;
    private List<Lease> freed = new ArrayList<>();
    private int nextPart;

    FetchPlan(List<Part> parts, RowPosition from, ReadAhead limits, ByteBudget.Share memory) {
        this.parts = List.copyOf(parts);
        this.from = from;
        this.limits = limits;
        this.memory = memory;
        this.nextPart = isWholePartRead() ? from.part() + 1 : from.part();
    }

    private boolean isWholePartRead() {
        return from.rows() > 0
                && from.part() < parts.size()
                && from.rows() == parts.get(from.part()).rows();
    }

    /** Throws when the parts do not have the position to begin at. */
    void checkPosition() {
        if (from.part() > parts.size() || (from.part() == parts.size() && from.rows() > 0)) {
            throw new RowsException(
                    "cannot resume behind row %d of part %d: the export has %d parts"
                            .formatted(from.rows(), from.part(), parts.size()),
                    null);
        }
        if (from.part() < parts.size() && from.rows() > parts.get(from.part()).rows()) {
            Part part = parts.get(from.part());
            throw new RowsException(
                    "cannot resume behind row %d of %s: it has %d rows".formatted(from.rows(), part.uri(), part.rows()),
                    null);
        }
    }

    /** A read that may be made now. */
    Optional<RangeRead> nextRead() {
        openMore();
        while (!openParts.isEmpty() && planned(openParts.peek())) {
            openParts.remove();
            // Parts without rows leave nothing to wait for, and nobody else would open the next.
            openMore();
        }
        return Optional.ofNullable(waiting.poll());
    }

    private void openMore() {
        while (openParts.size() < limits.readsAtOnce() && nextPart < parts.size()) {
            OpenPart open = new OpenPart(nextPart, parts.get(nextPart), nextPart == from.part() ? from.rows() : 0);
            int bytes = open.tailBytes(limits.tailBytes());
            // Without the end of its next part a reader could not go on; those after it can wait.
            Optional<Lease> lease = openParts.isEmpty() ? Optional.of(memory.add(bytes)) : memory.addIfRoom(bytes);
            if (lease.isEmpty()) {
                return;
            }
            nextPart++;
            openParts.add(open);
            waiting.add(open.tailRead(bytes, lease.get()));
        }
    }

    /** Whether all row groups of a part have their memory; if not, its footer or memory must come first. */
    private boolean planned(OpenPart open) {
        if (open.footer.isEmpty()) {
            return false;
        }
        PartFooter footer = open.footer.get();
        for (; open.nextGroup < footer.blocks().size(); open.nextGroup++) {
            long firstRow = footer.firstRow(open.nextGroup);
            long rows = footer.blocks().get(open.nextGroup).getRowCount();
            if (rows == 0 || firstRow + rows <= open.skip) {
                continue;
            }
            if (ahead.size() + taken.size() == limits.rowGroups()) {
                return false;
            }
            long skip = Math.max(0, open.skip - firstRow);
            Fetch fetch;
            if (open.holds(footer, open.nextGroup)) {
                fetch = open.held(footer, skip, limits.rangeBytes());
            } else {
                Optional<Lease> lease = memory.claim(footer.to(open.nextGroup) - footer.from(open.nextGroup));
                if (lease.isEmpty()) {
                    return false;
                }
                fetch = open.fetch(footer, skip, limits.rangeBytes(), lease.get());
            }
            ahead.add(fetch);
            open.last = Optional.of(fetch);
            waiting.addAll(fetch.reads());
        }
        // The row groups that lie in the part's end are its last ones, and the last of them gives it back.
        open.tailMemory.ifPresent(open.last.map(last -> last.memory).orElse(freed)::add);
        return true;
    }

    /** The end of a part is there, and its footer if it was long enough. */
    void tailArrived(OpenPart open, Optional<PartFooter> footer) {
        if (footer.isEmpty()) {
            open.tailMemory.ifPresent(freed::add);
            int bytes = open.tailBytes(PartFooter.length(open.part, open.tail));
            waiting.addFirst(open.tailRead(bytes, memory.add(bytes)));
        } else if (!open.holdsAny(footer.get())) {
            open.tailMemory.ifPresent(freed::add);
            open.dropTail();
        }
        open.footer = footer;
    }

    /** One of a row group's ranges is there; true when it was the last one. */
    boolean rangeArrived(Fetch fetch) {
        fetch.missing--;
        return fetch.missing == 0;
    }

    boolean ready() {
        return !ahead.isEmpty() && ahead.peek().missing == 0;
    }

    RowGroup take() {
        taken.add(ahead.remove());
        return taken.getLast().group;
    }

    /** The row group that was taken first is done with. */
    void release() {
        freed.addAll(taken.remove().memory);
    }

    /** Memory that is needed no more, each once; to be given back without a lock. */
    List<Lease> freed() {
        List<Lease> done = freed;
        freed = new ArrayList<>();
        return done;
    }

    boolean exhausted() {
        return nextPart >= parts.size() && openParts.isEmpty() && ahead.isEmpty();
    }

    void clear() {
        openParts.clear();
        ahead.clear();
        waiting.clear();
    }

    /** What a read brings a piece of. */
    sealed interface Target {
        Part part();

        byte[] buffer();
    }

    /** {@code length} bytes of the target's part from {@code from} go into the target's buffer at {@code at}. */
    record RangeRead(Target target, long from, int at, int length) {}

    /** A part whose row groups do not all have their memory yet. */
    static final class OpenPart implements Target {
        private final int index;
        private final Part part;
        private final long skip;
        private byte[] tail = new byte[0];
        private Optional<Lease> tailMemory = Optional.empty();
        private Optional<Fetch> last = Optional.empty();
        private Optional<PartFooter> footer = Optional.empty();
        private int nextGroup;

        OpenPart(int index, Part part, long skip) {
            this.index = index;
            this.part = part;
            this.skip = skip;
        }

        @Override
        public Part part() {
            return part;
        }

        private int tailBytes(int wanted) {
            return (int) Math.min(wanted, part.bytes());
        }

        private RangeRead tailRead(int bytes, Lease memory) {
            tail = new byte[bytes];
            tailMemory = Optional.of(memory);
            return new RangeRead(this, part.bytes() - bytes, 0, bytes);
        }

        private void dropTail() {
            tail = new byte[0];
            tailMemory = Optional.empty();
        }

        /** Whether a row group lies in the part's end, so that it needs no memory of its own. */
        private boolean holds(PartFooter known, int group) {
            return known.from(group) >= part.bytes() - tail.length;
        }

        private boolean holdsAny(PartFooter known) {
            return !known.blocks().isEmpty() && holds(known, known.blocks().size() - 1);
        }

        @Override
        public byte[] buffer() {
            return tail;
        }

        /** The footer in the part's end; empty when that is too short. */
        Optional<PartFooter> footerInTail() {
            int length = PartFooter.length(part, tail);
            return length > tail.length ? Optional.empty() : Optional.of(PartFooter.parse(index, part, tail, length));
        }

        /** The next row group, which is here with the part's end. */
        private Fetch held(PartFooter known, long skipInGroup, int rangeBytes) {
            return new Fetch(
                    new RowGroup(known, nextGroup, skipInGroup, ByteBuffer.wrap(tail), part.bytes() - tail.length),
                    rangeBytes,
                    0);
        }

        /** The next row group, to be read into {@code memory}. */
        private Fetch fetch(PartFooter known, long skipInGroup, int rangeBytes, Lease memory) {
            long begin = known.from(nextGroup);
            ByteBuffer bytes = memory.buffer((int) (known.to(nextGroup) - begin));
            int ranges = (int) ((bytes.capacity() + (long) rangeBytes - 1) / rangeBytes);
            Fetch fetch = new Fetch(new RowGroup(known, nextGroup, skipInGroup, bytes, begin), rangeBytes, ranges);
            fetch.memory.add(memory);
            return fetch;
        }
    }

    /** A row group that has its memory. */
    static final class Fetch implements Target {
        private final RowGroup group;
        private final int rangeBytes;
        private final List<Lease> memory = new ArrayList<>(1);
        private int missing;

        Fetch(RowGroup group, int rangeBytes, int missing) {
            this.group = group;
            this.rangeBytes = rangeBytes;
            this.missing = missing;
        }

        @Override
        public Part part() {
            return group.footer().part();
        }

        @Override
        public byte[] buffer() {
            return group.bytes().array();
        }

        private List<RangeRead> reads() {
            List<RangeRead> reads = new ArrayList<>();
            for (int range = 0; range < missing; range++) {
                int at = range * rangeBytes;
                int length = Math.min(rangeBytes, group.bytes().capacity() - at);
                reads.add(new RangeRead(this, group.bytesFrom() + at, at, length));
            }
            return reads;
        }
    }
}
