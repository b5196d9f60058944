// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.schema.PrimitiveType;

/** Pages of encoding PLAIN: a class for each physical type, so that each is one loop that knows its width. */
final class PlainPages {
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle LONGS = view(long[].class);
    private static final VarHandle FLOATS = view(float[].class);
    private static final VarHandle DOUBLES = view(double[].class);

    private PlainPages() {}

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    static PageValues of(PrimitiveType type, PhysicalForm form, Span span) {
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

        void went(int count) {
            at += count * width;
            filled(count);
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
        void fill(Object[] target, int count) {
            require(count);
            int i = 0;
            try {
                for (int position = at; i < count; i++, position += Integer.BYTES) {
                    target[i] = form.ofInt((int) INTS.get(bytes, position));
                }
            } finally {
                went(i);
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
        void fill(Object[] target, int count) {
            require(count);
            int i = 0;
            try {
                for (int position = at; i < count; i++, position += Long.BYTES) {
                    target[i] = form.ofLong((long) LONGS.get(bytes, position));
                }
            } finally {
                went(i);
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
        void fill(Object[] target, int count) {
            require(count);
            int i = 0;
            try {
                for (int position = at; i < count; i++, position += Float.BYTES) {
                    target[i] = form.ofFloat((float) FLOATS.get(bytes, position));
                }
            } finally {
                went(i);
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
        void fill(Object[] target, int count) {
            require(count);
            int i = 0;
            try {
                for (int position = at; i < count; i++, position += Double.BYTES) {
                    target[i] = form.ofDouble((double) DOUBLES.get(bytes, position));
                }
            } finally {
                went(i);
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
        void fill(Object[] target, int count) {
            require(count);
            int i = 0;
            try {
                for (int position = at; i < count; i++, position += length) {
                    target[i] = form.ofBytes(bytes, position, length);
                }
            } finally {
                went(i);
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
        void fill(Object[] target, int count) {
            int i = 0;
            try {
                for (; i < count; i++) {
                    int length = length();
                    target[i] = form.ofBytes(bytes, at + Integer.BYTES, length);
                    at += Integer.BYTES + length;
                }
            } finally {
                filled(i);
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
        void fill(Object[] target, int count) {
            int i = 0;
            try {
                for (; i < count; i++, bit++) {
                    target[i] = form.ofBoolean(isSet());
                }
            } finally {
                filled(i);
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
}
