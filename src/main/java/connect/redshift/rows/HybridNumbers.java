// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.column.values.bitpacking.BytePacker;
import org.apache.parquet.column.values.bitpacking.Packer;

/**
 * Small numbers as Parquet keeps levels and dictionary ids: runs of one number, and groups of eight packed into as many
 * bytes as each has bits (parquet-format, Encodings.md, "RLE"). Parquet's own decoder hands them out one by one, which
 * costs more than all the rest of reading them.
 */
final class HybridNumbers {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int GROUP = 8;

    private final byte[] bytes;
    private final ByteBuffer view;
    private final int end;
    private final int width;
    private final BytePacker packer;
    private int at;
    private int left;
    private boolean packed;
    private int inGroup;
    private int value;

    /** @param width bits of each number, 0 to 32 */
    HybridNumbers(byte[] bytes, int from, int length, int width) {
        if (from < 0 || length < 0 || length > bytes.length - from || width < 0 || width > Integer.SIZE) {
            throw new IllegalStateException(
                    "%d bytes of numbers of %d bits lie outside of a page".formatted(length, width));
        }
        this.bytes = bytes;
        this.view = ByteBuffer.wrap(bytes);
        this.at = from;
        this.end = from + length;
        this.width = width;
        this.packer = Packer.LITTLE_ENDIAN.newBytePacker(width);
    }

    /**
     * Fills {@code target} from its start with numbers of one run, as many as there are: also those that only fill up the
     * last group of a page, which nobody must ask for. Its length is a multiple of eight; not to be mixed with
     * {@link #bits}.
     *
     * @return how many, at least one
     */
    int read(int[] target) {
        begin();
        int count = Math.min(left, target.length);
        if (packed) {
            count = unpack(target, count);
        } else {
            Arrays.fill(target, 0, count, value);
        }
        left -= count;
        return count;
    }

    /** The next {@code count} numbers, at most 64 of one bit each, the first one lowest. */
    long bits(int count) {
        long all = 0;
        int done = 0;
        while (done < count) {
            begin();
            int now = Math.min(left, count - done);
            long some = -value;
            if (packed) {
                some = ahead() >>> inGroup;
                now = Math.min(now, Byte.SIZE * Math.min(Long.BYTES, end - at) - inGroup);
                at += (inGroup + now) / Byte.SIZE;
                inGroup = (inGroup + now) % Byte.SIZE;
            }
            all |= lowest(some, now) << done;
            done += now;
            left -= now;
        }
        return all;
    }

    /** The first {@code count} of these bits, 0 to 64. */
    static long lowest(long bits, int count) {
        return count == Long.SIZE ? bits : bits & ((1L << count) - 1);
    }

    /** The next eight bytes, the first one lowest; what lies behind the end is zero. */
    private long ahead() {
        if (end - at >= Long.BYTES) {
            return (long) LONGS.get(bytes, at);
        }
        if (at >= end) {
            throw new IllegalStateException("a page ends within its numbers");
        }
        long bits = 0;
        for (int i = end - 1; i >= at; i--) {
            bits = (bits << Byte.SIZE) | (bytes[i] & 0xff);
        }
        return bits;
    }

    private void begin() {
        if (left > 0) {
            return;
        }
        int header = header();
        packed = (header & 1) == 1;
        inGroup = 0;
        left = packed ? Math.multiplyExact(header >>> 1, GROUP) : header >>> 1;
        if (left == 0) {
            throw new IllegalStateException("a run of no numbers");
        }
        if (!packed) {
            value = 0;
            for (int shift = 0; shift < width; shift += Byte.SIZE) {
                value |= (next() & 0xff) << shift;
            }
            if (width < Integer.SIZE && value >>> width != 0) {
                throw new IllegalStateException("%d is no number of %d bits".formatted(value, width));
            }
        }
    }

    private int header() {
        int header = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            byte part = next();
            header |= (part & 0x7f) << shift;
            if (part >= 0) {
                return header;
            }
        }
        throw new IllegalStateException("a run's length has more than 32 bits");
    }

    private byte next() {
        if (at >= end) {
            throw new IllegalStateException("a page ends within its numbers");
        }
        return bytes[at++];
    }

    /** As many groups as the page has bytes of; it may lack groups that it has no use for. */
    private int unpack(int[] target, int count) {
        int done = 0;
        while (done < count && end - at >= width) {
            packer.unpack8Values(view, at, target, done);
            at += width;
            done += GROUP;
        }
        if (done == 0) {
            unpackRest(target);
            done = GROUP;
        }
        return done;
    }

    /** The last group of a page may lack the bytes of the numbers that it has no use for. */
    private void unpackRest(int[] target) {
        if (at >= end) {
            throw new IllegalStateException("a page ends within its numbers");
        }
        byte[] padded = Arrays.copyOf(Arrays.copyOfRange(bytes, at, end), width);
        packer.unpack8Values(ByteBuffer.wrap(padded), 0, target, 0);
        at = end;
    }
}
