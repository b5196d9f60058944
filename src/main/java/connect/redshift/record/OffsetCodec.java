// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.Ordering;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Offsets as flat maps of strings and longs, and back. People edit these maps through Connect's REST API, so every
 * refusal names the key, what it holds and what was expected.
 */
public final class OffsetCodec {
    private static final long VERSION = 1;
    private static final String READING = "reading";
    private static final String FINISHED = "finished";
    private static final List<String> READING_KEYS =
            List.of("version", "state", "export", "ordering", "after", "up_to", "part", "rows");
    private static final List<String> FINISHED_KEYS =
            List.of("version", "state", "ordering", "watermark", "fingerprint");

    private OffsetCodec() {}

    static Map<String, Object> write(SourceOffset.Reading reading) {
        Map<String, Object> map = new HashMap<>(16);
        map.put("version", VERSION);
        map.put("state", READING);
        map.put("export", reading.export());
        map.put("ordering", name(reading.window().upTo().ordering()));
        if (reading.window().after() instanceof Position.Behind behind) {
            map.put("after", behind.watermark().text());
        }
        map.put("up_to", reading.window().upTo().text());
        map.put("part", (long) reading.part());
        map.put("rows", reading.rows());
        return map;
    }

    static Map<String, Object> write(SourceOffset.Finished finished) {
        Map<String, Object> map = new HashMap<>(8);
        map.put("version", VERSION);
        map.put("state", FINISHED);
        if (finished.position() instanceof Position.Behind behind) {
            map.put("ordering", name(behind.watermark().ordering()));
            map.put("watermark", behind.watermark().text());
        }
        finished.fingerprint().ifPresent(fingerprint -> map.put("fingerprint", fingerprint));
        return map;
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
                yield new SourceOffset.Finished(position(map, "watermark"), fingerprint(map));
            }
            default -> throw wrong(map, "state", "\"reading\" or \"finished\"");
        };
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
        Window window = new Window(position(map, "after"), watermark(map, "up_to"));
        long part = number(map, "part");
        if (part > Integer.MAX_VALUE) {
            throw wrong(map, "part", "the index of a part");
        }
        return new SourceOffset.Reading(text(map, "export"), window, (int) part, number(map, "rows"));
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

    private static Position position(Map<String, ?> map, String key) {
        return map.get(key) == null ? new Position.Beginning() : new Position.Behind(watermark(map, key));
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
