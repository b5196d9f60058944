// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

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
    /** Holds the footer of any usual part, and the whole of a small one, whose row groups then need no other read. */
    static final int TAIL_BYTES = 64 << 10;

    private final List<Part> parts;
    private final RowPosition from;
    private final ReadAhead limits;
    private final Deque<OpenPart> openParts = new ArrayDeque<>();
    private final Deque<Fetch> ahead = new ArrayDeque<>();
    private final Deque<RangeRead> waiting = new ArrayDeque<>();
    private int nextPart;
    private int held;

    FetchPlan(List<Part> parts, RowPosition from, ReadAhead limits) {
        this.parts = List.copyOf(parts);
        this.from = from;
        this.limits = limits;
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
            nextPart++;
            openParts.add(open);
            waiting.add(open.tailRead(TAIL_BYTES));
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
            if (held == limits.rowGroups()) {
                return false;
            }
            held++;
            Fetch fetch = open.fetch(footer, Math.max(0, open.skip - firstRow), limits.rangeBytes());
            ahead.add(fetch);
            waiting.addAll(fetch.reads());
        }
        return true;
    }

    /** The end of a part is there, and its footer if it was long enough. */
    void tailArrived(OpenPart open, Optional<PartFooter> footer) {
        if (footer.isEmpty()) {
            waiting.addFirst(open.tailRead(PartFooter.length(open.part, open.tail)));
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
        return ahead.remove().group;
    }

    /** A row group that was taken is done with. */
    void release() {
        held--;
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

        private RangeRead tailRead(int wanted) {
            int bytes = (int) Math.min(wanted, part.bytes());
            tail = new byte[bytes];
            return new RangeRead(this, part.bytes() - bytes, 0, bytes);
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

        private Fetch fetch(PartFooter known, long skipInGroup, int rangeBytes) {
            long begin = known.from(nextGroup);
            long tailFrom = part.bytes() - tail.length;
            if (begin >= tailFrom) {
                return new Fetch(
                        new RowGroup(known, nextGroup, skipInGroup, ByteBuffer.wrap(tail), tailFrom), rangeBytes, 0);
            }
            byte[] bytes = new byte[(int) (known.to(nextGroup) - begin)];
            int ranges = (int) ((bytes.length + (long) rangeBytes - 1) / rangeBytes);
            return new Fetch(
                    new RowGroup(known, nextGroup, skipInGroup, ByteBuffer.wrap(bytes), begin), rangeBytes, ranges);
        }
    }

    /** A row group that has its memory. */
    static final class Fetch implements Target {
        private final RowGroup group;
        private final int rangeBytes;
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
