// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import java.nio.ByteBuffer;

/** Where pages are decompressed to, one after the other: new arrays would have to be cleared first and collected later. */
final class Room {
    private byte[] bytes = {};

    /** {@code length} bytes, which are the next caller's as soon as there is one; has an array. */
    ByteBuffer of(int length) {
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        return ByteBuffer.wrap(bytes, 0, length);
    }
}
