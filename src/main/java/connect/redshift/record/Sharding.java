// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.Ordering;
import connect.redshift.table.Shard;
import connect.redshift.table.Slice;
import connect.redshift.window.EarlierShards;
import connect.redshift.window.EarlierShards.Standing;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a table was split when an offset was written. Each offset says all of it, so that any one of them is enough to
 * know where every shard of its layout began, whatever becomes of the offsets of older layouts.
 *
 * @param generation how often the table was split anew before, from 0
 * @param column whose hash splits the rows; empty for a table in one piece
 * @param earlier where the shards of earlier layouts stood at the last time
 */
public record Sharding(long generation, String column, EarlierShards earlier) {
    /** Of a table that is in one piece and always was. */
    public static final Sharding NONE = new Sharding(0, "", EarlierShards.NONE);

    static final String GENERATION = "generation";
    static final String COLUMN = "shard.column";
    static final String EARLIER = "earlier";
    static final List<String> KEYS = List.of(GENERATION, COLUMN, EARLIER);

    void put(Map<String, Object> map) {
        if (generation > 0 || !column.isEmpty()) {
            map.put(GENERATION, generation);
        }
        if (!column.isEmpty()) {
            map.put(COLUMN, column);
        }
        if (!earlier.standings().isEmpty()) {
            map.put(EARLIER, earlier.standings().stream().map(Sharding::text).collect(Collectors.joining(",")));
        }
    }

    /** Such as {@code 2/4:order_id:number:1024}. */
    private static String text(Standing standing) {
        Position position = standing.position();
        String at = position.watermark()
                .map(watermark ->
                        watermark.ordering().name().toLowerCase(Locale.ROOT) + ":" + encoded(watermark.text()))
                .orElseGet(() -> position instanceof Position.WholeRead whole
                        ? "whole:" + encoded(whole.at().toString())
                        : position instanceof Position.NullsRead ? "nulls:" : "beginning:");
        return standing.slice().shard().name() + ":" + encoded(standing.slice().column()) + ":" + at;
    }

    /** What {@link #text} wrote; throws {@link IllegalArgumentException} for anything else. */
    static EarlierShards parse(String text) {
        return new EarlierShards(
                Arrays.stream(text.split(",", -1)).map(Sharding::standing).toList());
    }

    private static Standing standing(String text) {
        List<String> parts = Arrays.stream(text.split(":", -1))
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
        if (parts.size() != 4) {
            throw new IllegalArgumentException("\"%s\" has %d parts".formatted(text, parts.size()));
        }
        return new Standing(new Slice(Shard.parse(parts.get(0)), parts.get(1)), position(parts.get(2), parts.get(3)));
    }

    private static Position position(String kind, String at) {
        return switch (kind) {
            case "beginning" -> new Position.Beginning();
            case "nulls" -> new Position.NullsRead();
            case "whole" -> new Position.WholeRead(Instant.parse(at));
            default -> new Position.Behind(new Watermark(ordering(kind), at));
        };
    }

    private static Ordering ordering(String name) {
        Optional<Ordering> found = Arrays.stream(Ordering.values())
                .filter(ordering -> ordering.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
        return found.orElseThrow(() -> new IllegalArgumentException("\"%s\" is no position".formatted(name)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
