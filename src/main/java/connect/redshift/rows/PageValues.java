// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntFunction;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;

/**
 * One page's values that are not null, in order. What kind of page it is was decided once: each subclass is one tight
 * loop over bytes. A loop that a refused value ends leaves the page standing at that value.
 */
abstract class PageValues {
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle LONGS = view(long[].class);
    private static final VarHandle FLOATS = view(float[].class);
    private static final VarHandle DOUBLES = view(double[].class);

    final PrimitiveType type;
    final PhysicalForm form;
    /** The index behind the last value that was filled in. */
    private int filled;

    PageValues(PrimitiveType type, PhysicalForm form) {
        this.type = type;
        this.form = form;
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    /** Bytes of a page from one position to another. */
    static final class Span {
        private final byte[] bytes;
        private final int from;
        private final int to;

        private Span(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
        }

        byte[] bytes() {
            return bytes;
        }

        int from() {
            return from;
        }

        int to() {
            return to;
        }

        static Span of(ByteBuffer page) {
            int from = page.arrayOffset() + page.position();
            return new Span(page.array(), from, from + page.remaining());
        }

        Span behind(int count) {
            if (count < 0 || count > to - from) {
                throw new IllegalStateException("a page of %d bytes has no byte %d".formatted(to - from, count));
            }
            return new Span(bytes, from + count, to);
        }

        int length() {
            return to - from;
        }

        /** The first four bytes as a length of what follows. */
        int prefix() {
            behind(Integer.BYTES);
            return (int) INTS.get(bytes, from);
        }
    }

    /** Pages of encoding PLAIN. */
    static PageValues plain(PrimitiveType type, PhysicalForm form, Span span) {
        return switch (type.getPrimitiveTypeName()) {
            case INT32 -> new Ints(type, form, span);
            case INT64 -> new Longs(type, form, span);
            case FLOAT -> new Floats(type, form, span);
            case DOUBLE -> new Doubles(type, form, span);
            case BOOLEAN -> new Bits(type, form, span);
            case INT96 -> new FixedBytes(type, form, span, 12);
            case FIXED_LEN_BYTE_ARRAY -> new FixedBytes(type, form, span, type.getTypeLength());
            case BINARY -> new Texts(type, form, span);
        };
    }

    /** The index behind the last value that {@link #read} filled in, also when it threw. */
    int filled() {
        return filled;
    }

    /** Fills {@code target}; throws what the column's form throws for a value it refuses, which {@link #filled} points to. */
    final void read(Object[] target, int from, int to) {
        filled = from;
        fill(target, from, to);
    }

    /** Calls {@link #filledTo} at its end, however it ends. */
    abstract void fill(Object[] target, int from, int to);

    void filledTo(int index) {
        filled = index;
    }

    abstract void skip(int count);

    /** The value that {@link #read} has just refused, as StagedText takes it; goes on behind it. */
    abstract Object passOver();

    /** Values of one length, one after the other. */
    private abstract static class OfWidth extends PageValues {
        final byte[] bytes;
        private final int end;
        private final int width;
        int at;

        OfWidth(PrimitiveType type, PhysicalForm form, Span span, int width) {
            super(type, form);
            this.bytes = span.bytes();
            this.at = span.from();
            this.end = span.to();
            this.width = width;
        }

        void require(int count) {
            if ((long) count * width > end - at) {
                throw new IllegalStateException(
                        "a page has %d bytes left for %d values of %d".formatted(end - at, count, width));
            }
        }

        void went(int from, int to) {
            at += (to - from) * width;
            filledTo(to);
        }

        @Override
        void skip(int count) {
            require(count);
            at += count * width;
        }

        abstract Object staged();

        @Override
        Object passOver() {
            Object staged = staged();
            skip(1);
            return staged;
        }
    }

    private static final class Ints extends OfWidth {
        Ints(PrimitiveType type, PhysicalForm form, Span span) {
            super(type, form, span, Integer.BYTES);
        }

        @Override
        void fill(Object[] target, int from, int to) {
            require(to - from);
            int i = from;
            try {
                for (int position = at; i < to; i++, position += Integer.BYTES) {
                    target[i] = form.ofInt((int) INTS.get(bytes, position));
                }
            } finally {
                went(from, i);
            }
        }

        @Override
        Object staged() {
            return INTS.get(bytes, at);
        }
    }

    private static final class Longs extends OfWidth {
        Longs(PrimitiveType type, PhysicalForm form, Span span) {
            super(type, form, span, Long.BYTES);
        }

        @Override
        void fill(Object[] target, int from, int to) {
            require(to - from);
            int i = from;
            try {
                for (int position = at; i < to; i++, position += Long.BYTES) {
                    target[i] = form.ofLong((long) LONGS.get(bytes, position));
                }
            } finally {
                went(from, i);
            }
        }

        @Override
        Object staged() {
            return LONGS.get(bytes, at);
        }
    }

    private static final class Floats extends OfWidth {
        Floats(PrimitiveType type, PhysicalForm form, Span span) {
            super(type, form, span, Float.BYTES);
        }

        @Override
        void fill(Object[] target, int from, int to) {
            require(to - from);
            int i = from;
            try {
                for (int position = at; i < to; i++, position += Float.BYTES) {
                    target[i] = form.ofFloat((float) FLOATS.get(bytes, position));
                }
            } finally {
                went(from, i);
            }
        }

        @Override
        Object staged() {
            return FLOATS.get(bytes, at);
        }
    }

    private static final class Doubles extends OfWidth {
        Doubles(PrimitiveType type, PhysicalForm form, Span span) {
            super(type, form, span, Double.BYTES);
        }

        @Override
        void fill(Object[] target, int from, int to) {
            require(to - from);
            int i = from;
            try {
                for (int position = at; i < to; i++, position += Double.BYTES) {
                    target[i] = form.ofDouble((double) DOUBLES.get(bytes, position));
                }
            } finally {
                went(from, i);
            }
        }

        @Override
        Object staged() {
            return DOUBLES.get(bytes, at);
        }
    }

    /** INT96 and FIXED_LEN_BYTE_ARRAY. */
    private static final class FixedBytes extends OfWidth {
        private final int length;

        FixedBytes(PrimitiveType type, PhysicalForm form, Span span, int length) {
            super(type, form, span, length);
            this.length = length;
        }

        @Override
        void fill(Object[] target, int from, int to) {
            require(to - from);
            int i = from;
            try {
                for (int position = at; i < to; i++, position += length) {
                    target[i] = form.ofBytes(bytes, position, length);
                }
            } finally {
                went(from, i);
            }
        }

        @Override
        Object staged() {
            return ByteBuffer.wrap(bytes, at, length);
        }
    }

    /** BINARY: each value behind its length. */
    private static final class Texts extends PageValues {
        private final byte[] bytes;
        private final int end;
        private int at;

        Texts(PrimitiveType type, PhysicalForm form, Span span) {
            super(type, form);
            this.bytes = span.bytes();
            this.at = span.from();
            this.end = span.to();
        }

        @Override
        void fill(Object[] target, int from, int to) {
            int i = from;
            try {
                for (; i < to; i++) {
                    int length = length();
                    target[i] = form.ofBytes(bytes, at + Integer.BYTES, length);
                    at += Integer.BYTES + length;
                }
            } finally {
                filledTo(i);
            }
        }

        private int length() {
            int left = end - at - Integer.BYTES;
            int length = left < 0 ? -1 : (int) INTS.get(bytes, at);
            if (length < 0 || length > left) {
                throw new IllegalStateException("a page of bytes ends within a value");
            }
            return length;
        }

        @Override
        void skip(int count) {
            for (int i = 0; i < count; i++) {
                at += Integer.BYTES + length();
            }
        }

        @Override
        Object passOver() {
            int length = length();
            Object staged = ByteBuffer.wrap(bytes, at + Integer.BYTES, length);
            at += Integer.BYTES + length;
            return staged;
        }
    }

    /** Booleans of encoding PLAIN: a bit each, the lowest of a byte first. */
    private static final class Bits extends PageValues {
        private final Span span;
        private int bit;

        Bits(PrimitiveType type, PhysicalForm form, Span span) {
            super(type, form);
            this.span = span;
        }

        @Override
        void fill(Object[] target, int from, int to) {
            int i = from;
            try {
                for (; i < to; i++, bit++) {
                    target[i] = form.ofBoolean(isSet());
                }
            } finally {
                filledTo(i);
            }
        }

        private boolean isSet() {
            int position = span.from() + bit / Byte.SIZE;
            if (position >= span.to()) {
                throw new IllegalStateException("a page of booleans ends early");
            }
            return (span.bytes()[position] >> (bit % Byte.SIZE) & 1) == 1;
        }

        @Override
        void skip(int count) {
            bit += count;
        }

        @Override
        Object passOver() {
            boolean staged = isSet();
            bit++;
            return staged;
        }
    }

    /** Numbers that stand for values: ids of a dictionary's entries, or booleans in runs. */
    static final class Ids extends PageValues {
        private static final int AT_ONCE = 1_024;

        private final HybridNumbers numbers;
        private final Object[] entries;
        private final IntFunction<Object> made;
        private final IntFunction<Object> staged;
        private final int[] ids = new int[AT_ONCE];
        private int next;
        private int known;

        /**
         * @param entries of the column's row group, null while they are not made
         * @param made makes an entry
         * @param staged tells one that cannot be made
         */
        Ids(
                PrimitiveType type,
                PhysicalForm form,
                HybridNumbers numbers,
                Object[] entries,
                IntFunction<Object> made,
                IntFunction<Object> staged) {
            super(type, form);
            this.numbers = numbers;
            this.entries = entries;
            this.made = made;
            this.staged = staged;
        }

        @Override
        void fill(Object[] target, int from, int to) {
            int i = from;
            try {
                while (i < to) {
                    know(to - i);
                    for (int end = Math.min(to, i + known - next); i < end; i++, next++) {
                        target[i] = entry(ids[next]);
                    }
                }
            } finally {
                filledTo(i);
            }
        }

        /** Never more than are wanted: how many there are of them, only the levels tell. */
        private void know(int wanted) {
            if (next == known) {
                known = Math.min(wanted, AT_ONCE);
                next = 0;
                numbers.read(ids, known);
            }
        }

        private Object entry(int id) {
            Object entry = entries[id];
            if (entry == null) {
                entry = made.apply(id);
                entries[id] = entry;
            }
            return entry;
        }

        @Override
        void skip(int count) {
            int left = count;
            while (left > 0) {
                know(left);
                int now = Math.min(left, known - next);
                next += now;
                left -= now;
            }
        }

        @Override
        Object passOver() {
            return staged.apply(ids[next++]);
        }
    }

    /** Any other encoding, by Parquet's own reader: right, and slow, as UNLOAD writes none of them. */
    static final class Others extends PageValues {
        private final ValuesReader reader;
        private Object staged = "";

        Others(PrimitiveType type, PhysicalForm form, ValuesReader reader) {
            super(type, form);
            this.reader = reader;
        }

        @Override
        void fill(Object[] target, int from, int to) {
            int i = from;
            try {
                for (; i < to; i++) {
                    target[i] = next();
                }
            } finally {
                filledTo(i);
            }
        }

        private Object next() {
            return switch (type.getPrimitiveTypeName()) {
                case BOOLEAN -> {
                    boolean value = reader.readBoolean();
                    staged = value;
                    yield form.ofBoolean(value);
                }
                case INT32 -> {
                    int value = reader.readInteger();
                    staged = value;
                    yield form.ofInt(value);
                }
                case INT64 -> {
                    long value = reader.readLong();
                    staged = value;
                    yield form.ofLong(value);
                }
                case FLOAT -> {
                    float value = reader.readFloat();
                    staged = value;
                    yield form.ofFloat(value);
                }
                case DOUBLE -> {
                    double value = reader.readDouble();
                    staged = value;
                    yield form.ofDouble(value);
                }
                case INT96, BINARY, FIXED_LEN_BYTE_ARRAY -> {
                    Binary value = reader.readBytes();
                    byte[] bytes = value.getBytes();
                    staged = ByteBuffer.wrap(bytes);
                    yield form.ofBytes(bytes, 0, bytes.length);
                }
            };
        }

        @Override
        void skip(int count) {
            reader.skip(count);
        }

        @Override
        Object passOver() {
            return staged;
        }
    }

    /** What a dictionary's entry is, as StagedText takes it. */
    static Object staged(PrimitiveType type, Dictionary dictionary, int entry) {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> dictionary.decodeToBoolean(entry);
            case INT32 -> dictionary.decodeToInt(entry);
            case INT64 -> dictionary.decodeToLong(entry);
            case FLOAT -> dictionary.decodeToFloat(entry);
            case DOUBLE -> dictionary.decodeToDouble(entry);
            case INT96, BINARY, FIXED_LEN_BYTE_ARRAY ->
                dictionary.decodeToBinary(entry).toByteBuffer();
        };
    }
}
