// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One of the parts that a table is split into, each a stream of its own.
 *
 * @param index from 0
 * @param count of the table's parts, from 1 for a table in one piece to {@link #MOST}
 */
public record Shard(int index, int count) {
    /** Each part scans the whole watermark column, so many more would cost more than they bring. */
    public static final int MOST = 32;

    /** A table in one piece. */
    public static final Shard ONLY = new Shard(0, 1);

    private static final Pattern NAME = Pattern.compile("(\\d{1,2})/(\\d{1,2})");

    public Shard {
        if (count < 1 || count > MOST || index < 0 || index >= count) {
            throw new IllegalArgumentException(
                    "%d/%d is no shard; expected the index from 0 and the number of shards, at most %d"
                            .formatted(index, count, MOST));
        }
    }

    /** The parts of a table, in their order. */
    public static List<Shard> of(int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> new Shard(index, count))
                .toList();
    }

    /** The part that a {@link #name} means; throws {@link IllegalArgumentException} for any other text. */
    public static Shard parse(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"%s\" is no shard; expected one such as 0/4".formatted(name));
        }
        return new Shard(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
    }

    public boolean isOnly() {
        return count == 1;
    }

    /** Such as {@code 0/4}. */
    public String name() {
        return index + "/" + count;
    }

    /** What follows the table's name where people read it; nothing for a table in one piece. */
    public String label() {
        return isOnly() ? "" : " shard " + name();
    }
}
