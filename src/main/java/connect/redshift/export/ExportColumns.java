// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import connect.redshift.staging.S3Uri;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnTypeName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The small object beside an export that keeps the columns and types it was written with: a table altered between a
 * crash and the restart changes nothing that is already staged.
 *
 * @param key names of the columns that make a record's key; empty for records without one
 * @param unloaded when its UNLOAD was handed to Redshift, by the worker's clock and in whole milliseconds; empty for an
 *     export of a version that did not keep it
 */
public record ExportColumns(List<Column> columns, List<String> key, Optional<Instant> unloaded) {
    private static final JsonFactory JSON = new JsonFactory();

    public ExportColumns {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        unloaded = unloaded.map(time -> time.truncatedTo(ChronoUnit.MILLIS));
    }

    byte[] write() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("version", 1);
            json.writeArrayFieldStart("columns");
            for (Column column : columns) {
                json.writeStartObject();
                json.writeStringField("name", column.name());
                json.writeStringField("type", column.type().sqlName());
                json.writeBooleanField("nullable", column.nullable());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("key");
            for (String column : key) {
                json.writeString(column);
            }
            json.writeEndArray();
            if (unloaded.isPresent()) {
                json.writeStringField("unloaded", unloaded.get().toString());
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    static ExportColumns parse(S3Uri object, byte[] content) {
        List<Column> columns = new ArrayList<>();
        List<String> key = new ArrayList<>();
        Optional<Instant> unloaded = Optional.empty();
        try (JsonParser parser = JSON.createParser(content)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() != JsonToken.FIELD_NAME) {
                    continue;
                }
                switch (parser.currentName()) {
                    case "name" -> columns.add(column(object, parser));
                    case "key" -> key.addAll(names(parser));
                    case "unloaded" -> unloaded = Optional.of(time(object, parser));
                    default -> {}
                }
            }
        } catch (IOException malformed) {
            throw new ExportException("%s is not readable JSON".formatted(object), malformed);
        }
        if (columns.isEmpty()) {
            throw new ExportException("%s names no columns".formatted(object));
        }
        return new ExportColumns(columns, key, unloaded);
    }

    private static Instant time(S3Uri object, JsonParser parser) throws IOException {
        String text = parser.nextTextValue();
        try {
            return Instant.parse(String.valueOf(text));
        } catch (DateTimeException malformed) {
            throw new ExportException(
                    "%s says it was unloaded at \"%s\", which is no time such as 2026-01-31T23:59:59Z"
                            .formatted(object, text),
                    malformed);
        }
    }

    private static List<String> names(JsonParser parser) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != null && token != JsonToken.END_ARRAY; ) {
            if (token == JsonToken.VALUE_STRING) {
                names.add(parser.getText());
            }
            token = parser.nextToken();
        }
        return names;
    }

    private static Column column(S3Uri object, JsonParser parser) throws IOException {
        String name = parser.nextTextValue();
        parser.nextToken();
        String type = parser.nextTextValue();
        parser.nextToken();
        Boolean nullable = parser.nextBooleanValue();
        if (name == null || type == null || nullable == null) {
            throw new ExportException("%s has a column without name, type or nullability".formatted(object));
        }
        return new Column(
                name,
                ColumnTypeName.parse(type)
                        .orElseThrow(() -> new ExportException(
                                "%s has a column \"%s\" of the unknown type %s; it was written by a newer version of this connector"
                                        .formatted(object, name, type))),
                nullable);
    }
}
