// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.Ordering;
import connect.redshift.window.EarlierShards;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Offsets as flat maps of strings and longs, and back. People edit these maps through Connect's REST API, so every
 * refusal names the key, what it holds and what was expected.
 */
public final class OffsetCodec {
    private static final long VERSION = 1;
    private static final String READING = "reading";
    private static final String FINISHED = "finished";
    private static final String NULLS = "nulls";
    private static final String WHOLE = "whole";
    static final String ROWS = "rows";
    private static final List<String> FINISHED_KEYS =
            keys("version", "state", "ordering", "watermark", "kind", "read_at", "ended", "fingerprint");
    private static final List<String> READING_KEYS =
            keys("version", "state", "export", "ordering", "after", "up_to", "kind", "read_at", "ended", "part", ROWS);

    private OffsetCodec() {}

    private static List<String> keys(String... own) {
        return Stream.of(Stream.of(own), Sharding.KEYS.stream(), Stream.of(SourcePartition.QUERY_HASH))
                .flatMap(each -> each)
                .toList();
    }

    static Map<String, Object> write(SourceOffset.Reading reading) {
        Map<String, Object> map = new HashMap<>(32);
        map.put("version", VERSION);
        map.put("state", READING);
        map.put("export", reading.export());
        reading.window().after().watermark().ifPresent(after -> map.put("after", after.text()));
        put(map, "up_to", reading.window().end());
        map.put("part", (long) reading.part());
        map.put(ROWS, reading.rows());
        reading.sharding().put(map);
        return map;
    }

    static Map<String, Object> write(SourceOffset.Finished finished) {
        Map<String, Object> map = new HashMap<>(16);
        map.put("version", VERSION);
        map.put("state", FINISHED);
        put(map, "watermark", finished.position());
        finished.fingerprint().ifPresent(fingerprint -> map.put("fingerprint", fingerprint));
        finished.sharding().put(map);
        return map;
    }

    private static void put(Map<String, Object> map, String watermarkKey, Position position) {
        position.watermark().ifPresent(watermark -> {
            map.put("ordering", name(watermark.ordering()));
            map.put(watermarkKey, watermark.text());
        });
        Position at = position;
        if (position instanceof Position.Ended ended) {
            map.put("ended", "true");
            at = ended.at();
        }
        if (at instanceof Position.NullsRead) {
            map.put("kind", NULLS);
        } else if (at instanceof Position.WholeRead whole) {
            map.put("kind", WHOLE);
            map.put("read_at", whole.at().toString());
        }
    }

    /** The offset that a stored map means; throws {@link IllegalArgumentException} with what is wrong and expected. */
    public static SourceOffset parse(Map<String, ?> map) {
        long version = number(map, "version");
        if (version != VERSION) {
            throw wrong(map, "version", "1; offsets of newer versions cannot be read by this one");
        }
        String state = text(map, "state");
        return switch (state) {
            case READING -> {
                requireKeys(map, READING_KEYS);
                yield reading(map);
            }
            case FINISHED -> {
                requireKeys(map, FINISHED_KEYS);
                yield new SourceOffset.Finished(position(map, "watermark"), fingerprint(map), sharding(map));
            }
            default -> throw wrong(map, "state", "\"reading\" or \"finished\"");
        };
    }

    /** Which text of a query a stored offset is of; empty for a table's, and for one that somebody wrote without it. */
    public static Optional<String> queryHash(Map<String, ?> map) {
        return Optional.ofNullable(map.get(SourcePartition.QUERY_HASH)).map(Object::toString);
    }

    /** A misspelt key would else be a missing one, and a missing watermark means the beginning. */
    private static void requireKeys(Map<String, ?> map, List<String> known) {
        for (String key : map.keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        "Offset key \"%s\" is unknown; a \"%s\" offset has %s".formatted(key, map.get("state"), known));
            }
        }
    }

    private static SourceOffset.Reading reading(Map<String, ?> map) {
        Position after =
                map.get("after") == null ? new Position.Beginning() : new Position.Behind(watermark(map, "after"));
        if (map.get("kind") == null && map.get("up_to") == null) {
            throw wrong(map, "up_to", "a text");
        }
        long part = number(map, "part");
        if (part > Integer.MAX_VALUE) {
            throw wrong(map, "part", "the index of a part");
        }
        return new SourceOffset.Reading(
                text(map, "export"),
                new Window(after, position(map, "up_to")),
                (int) part,
                number(map, ROWS),
                sharding(map));
    }

    private static Sharding sharding(Map<String, ?> map) {
        long generation = map.get(Sharding.GENERATION) == null ? 0 : number(map, Sharding.GENERATION);
        String column = map.get(Sharding.COLUMN) == null ? "" : text(map, Sharding.COLUMN);
        return new Sharding(generation, column, earlier(map));
    }

    private static EarlierShards earlier(Map<String, ?> map) {
        if (map.get(Sharding.EARLIER) == null) {
            return EarlierShards.NONE;
        }
        try {
            return Sharding.parse(text(map, Sharding.EARLIER));
        } catch (IllegalArgumentException | DateTimeException malformed) {
            throw wrong(
                    map,
                    Sharding.EARLIER,
                    "what the connector wrote, as it was (%s)".formatted(malformed.getMessage()));
        }
    }

    private static Position position(Map<String, ?> map, String watermarkKey) {
        Position at = kind(map, watermarkKey);
        if (map.get("ended") == null) {
            return at;
        }
        if (!map.get("ended").equals("true")) {
            throw wrong(map, "ended", "\"true\", or no such key");
        }
        return new Position.Ended(at);
    }

    private static Position kind(Map<String, ?> map, String watermarkKey) {
        if (map.get("kind") == null) {
            return map.get(watermarkKey) == null
                    ? new Position.Beginning()
                    : new Position.Behind(watermark(map, watermarkKey));
        }
        return switch (text(map, "kind")) {
            case NULLS -> new Position.NullsRead();
            case WHOLE -> new Position.WholeRead(instant(map, "read_at"));
            default -> throw wrong(map, "kind", "\"nulls\" or \"whole\", or no such key");
        };
    }

    private static Instant instant(Map<String, ?> map, String key) {
        String text = text(map, key);
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException malformed) {
            throw wrong(map, key, "an instant such as 2026-01-31T23:59:59.123Z");
        }
    }

    /** Not there in an offset that somebody wrote, and then the next record's schemas are as good as any. */
    private static Optional<String> fingerprint(Map<String, ?> map) {
        if (map.get("fingerprint") == null) {
            return Optional.empty();
        }
        String fingerprint = text(map, "fingerprint");
        if (!fingerprint.matches("[0-9a-f]{16}")) {
            throw wrong(map, "fingerprint", "16 hexadecimal digits, as the connector wrote them, or no such key");
        }
        return Optional.of(fingerprint);
    }

    private static Watermark watermark(Map<String, ?> map, String key) {
        Ordering ordering = ordering(map);
        String text = text(map, key);
        try {
            return new Watermark(ordering, text);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "Offset key \"%s\": %s".formatted(key, malformed.getMessage()), malformed);
        }
    }

    private static Ordering ordering(Map<String, ?> map) {
        String name = text(map, "ordering");
        return Arrays.stream(Ordering.values())
                .filter(ordering -> name(ordering).equals(name))
                .findFirst()
                .orElseThrow(() -> wrong(
                        map,
                        "ordering",
                        "one of "
                                + Arrays.stream(Ordering.values())
                                        .map(OffsetCodec::name)
                                        .toList()));
    }

    private static String name(Ordering ordering) {
        return ordering.name().toLowerCase(Locale.ROOT);
    }

    private static String text(Map<String, ?> map, String key) {
        if (map.get(key) instanceof String text && !(text.isEmpty() && key.equals("export"))) {
            return text;
        }
        throw wrong(map, key, "a text");
    }

    private static long number(Map<String, ?> map, String key) {
        // Connect tells longs, but hands integers back as they were typed.
        if (map.get(key) instanceof Number number && number.longValue() >= 0 && isWhole(number)) {
            return number.longValue();
        }
        throw wrong(map, key, "a whole number from 0");
    }

    private static boolean isWhole(Number number) {
        return number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte;
    }

    private static IllegalArgumentException wrong(Map<String, ?> map, String key, String expected) {
        String found = map.containsKey(key) ? "is \"" + map.get(key) + "\"" : "is missing";
        return new IllegalArgumentException("Offset key \"%s\" %s; expected %s".formatted(key, found, expected));
    }
}
