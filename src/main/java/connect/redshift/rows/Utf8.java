// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.table.ValueException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text as Redshift stores it; bytes that are no UTF-8 are an error, never a replacement character. */
final class Utf8 {
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    static String decode(byte[] bytes, int from, int length) {
        // The JVM's fastest way; shows malformed bytes, and the honest U+FFFD, as U+FFFD.
        String fast = new String(bytes, from, length, StandardCharsets.UTF_8);
        return fast.indexOf(REPLACEMENT) < 0 ? fast : strict(ByteBuffer.wrap(bytes, from, length));
    }

    private static String strict(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            throw new ValueException("a text of %d bytes is not UTF-8".formatted(bytes.remaining()));
        }
    }
}
