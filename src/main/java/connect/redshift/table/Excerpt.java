// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The beginning of a value that may be as long as 16 MB, for somebody who has to find and mend it. */
public final class Excerpt {
    /** In characters; with each of them escaped by a converter, still far below what Kafka takes. */
    public static final int LONGEST = 1_000;

    private Excerpt() {}

    public static String of(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return "%s… (%d characters)".formatted(text.substring(0, end), text.length());
    }

    /** Bytes that are no text: in hexadecimal digits behind 0x. */
    public static String of(ByteBuffer bytes) {
        byte[] first = new byte[Math.min(bytes.remaining(), LONGEST / 2)];
        bytes.duplicate().get(first);
        String digits = "0x" + HexFormat.of().formatHex(first);
        return first.length == bytes.remaining() ? digits : "%s… (%d bytes)".formatted(digits, bytes.remaining());
    }
}
