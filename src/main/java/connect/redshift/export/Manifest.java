// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what {@code MANIFEST VERBOSE} wrote: which files an UNLOAD made, how long they are and how many rows they hold.
 * What follows {@code entries} is not even valid JSON in AWS's own sample of a verbose manifest (developer guide, UNLOAD
 * examples), so the total there is held against the entries only where it can be read.
 */
final class Manifest {
    private static final JsonFactory JSON = new JsonFactory();

    private Manifest() {}

    /**
     * The parts in the manifest's order; refuses a file outside of {@code folder}, an entry without its numbers, and
     * entries whose rows are not as many as the manifest says in all.
     */
    static List<Part> parse(S3Uri manifest, byte[] content, S3Uri folder) {
        try (JsonParser parser = JSON.createParser(content)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.currentName().equals("entries")
                        && parser.nextToken() == JsonToken.START_ARRAY) {
                    List<Part> parts = entries(manifest, parser, folder);
                    requireTotal(manifest, parts, total(parser));
                    return parts;
                }
            }
            throw new ExportException("Manifest %s has no list \"entries\"".formatted(manifest));
        } catch (IOException malformed) {
            throw new ExportException("Manifest %s is not readable JSON".formatted(manifest), malformed);
        }
    }

    private static void requireTotal(S3Uri manifest, List<Part> parts, Optional<Long> total) {
        long rows = parts.stream().mapToLong(Part::rows).sum();
        if (total.isPresent() && total.get() != rows) {
            throw new ExportException("Manifest %s says that there are %d rows, and its %d entries have %d"
                    .formatted(manifest, total.get(), parts.size(), rows));
        }
    }

    /** The rows of all parts together, as far as what follows the entries can be read. */
    private static Optional<Long> total(JsonParser parser) {
        try {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean meta = parser.currentName().equals("meta");
                parser.nextToken();
                while (meta && parser.nextToken() == JsonToken.FIELD_NAME) {
                    if (parser.currentName().equals("record_count")) {
                        return number(parser);
                    }
                    parser.nextToken();
                    parser.skipChildren();
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    private static List<Part> entries(S3Uri manifest, JsonParser parser, S3Uri folder) throws IOException {
        List<Part> parts = new ArrayList<>();
        Set<S3Uri> named = new HashSet<>();
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            Part part = entry(manifest, parser, folder);
            if (!named.add(part.uri())) {
                throw new ExportException("Manifest %s names %s twice".formatted(manifest, part.uri()));
            }
            parts.add(part);
        }
        if (parser.currentToken() != JsonToken.END_ARRAY) {
            throw new ExportException("Manifest %s ends in the middle of its entries".formatted(manifest));
        }
        return parts;
    }

    private static Part entry(S3Uri manifest, JsonParser parser, S3Uri folder) throws IOException {
        Optional<String> url = Optional.empty();
        Optional<Long> bytes = Optional.empty();
        Optional<Long> rows = Optional.empty();
        int depth = 1;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new ExportException("Manifest %s ends in the middle of an entry".formatted(manifest));
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token != JsonToken.FIELD_NAME) {
                continue;
            }
            switch (parser.currentName()) {
                case "url" -> url = Optional.ofNullable(parser.nextTextValue());
                case "content_length" -> bytes = number(parser);
                case "record_count" -> rows = number(parser);
                case "meta" -> {}
                default -> {
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
        }
        if (url.isEmpty() || bytes.isEmpty() || rows.isEmpty()) {
            throw new ExportException(
                    "An entry of manifest %s lacks its url, content_length or record_count".formatted(manifest));
        }
        try {
            S3Uri uri = S3Uri.parse(url.get());
            if (!folder.contains(uri)) {
                throw new ExportException(
                        "Manifest %s names %s, which lies outside of its own folder".formatted(manifest, uri));
            }
            return new Part(uri, bytes.get(), rows.get());
        } catch (IllegalArgumentException impossible) {
            throw new ExportException(
                    "An entry of manifest %s makes no sense: %s".formatted(manifest, impossible.getMessage()),
                    impossible);
        }
    }

    private static Optional<Long> number(JsonParser parser) throws IOException {
        return parser.nextToken() == JsonToken.VALUE_NUMBER_INT ? Optional.of(parser.getLongValue()) : Optional.empty();
    }
}
