// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bytes of a page from one position to another. */
final class Span {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

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
