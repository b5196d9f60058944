// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import connect.redshift.emulator.LocalRedshift;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * A table of Redshift's TICKIT sample and its file: lines of fields separated by bars, an empty field for NULL, and not
 * always a line end behind the last one. The first column is the key.
 *
 * @param watermark the column to stream it by
 */
record TickitTable(String name, String file, String watermark, List<Column> columns) {
    /** A column with its type in Redshift's words. */
    record Column(String name, String type) {}

    static final TickitTable EVENT = new TickitTable(
            "event",
            "allevents_pipe.txt",
            "starttime",
            List.of(
                    new Column("eventid", "integer"),
                    new Column("venueid", "smallint"),
                    new Column("catid", "smallint"),
                    new Column("dateid", "smallint"),
                    new Column("eventname", "varchar(200)"),
                    new Column("starttime", "timestamp")));
    static final TickitTable VENUE = new TickitTable(
            "venue",
            "venue_pipe.txt",
            "venueid",
            List.of(
                    new Column("venueid", "smallint"),
                    new Column("venuename", "varchar(100)"),
                    new Column("venuecity", "varchar(30)"),
                    new Column("venuestate", "char(2)"),
                    new Column("venueseats", "integer")));
    static final TickitTable CATEGORY = new TickitTable(
            "category",
            "category_pipe.txt",
            "catid",
            List.of(
                    new Column("catid", "smallint"),
                    new Column("catgroup", "varchar(10)"),
                    new Column("catname", "varchar(10)"),
                    new Column("catdesc", "varchar(50)")));
    static final TickitTable DATE = new TickitTable(
            "date",
            "date2008_pipe.txt",
            "caldate",
            List.of(
                    new Column("dateid", "smallint"),
                    new Column("caldate", "date"),
                    new Column("day", "char(3)"),
                    new Column("week", "smallint"),
                    new Column("month", "char(5)"),
                    new Column("qtr", "char(5)"),
                    new Column("year", "smallint"),
                    new Column("holiday", "boolean")));
    static final List<TickitTable> ALL = List.of(EVENT, VENUE, CATEGORY, DATE);

    String key() {
        return columns.get(0).name();
    }

    void load(LocalRedshift redshift, Path folder) {
        String definitions = columns.stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", "));
        redshift.execute("CREATE TABLE tickit.%s (%s)".formatted(name, definitions));
        try (Connection connection = DriverManager.getConnection(redshift.jdbcUrl());
                Reader lines = Files.newBufferedReader(folder.resolve(file), StandardCharsets.UTF_8)) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY tickit.%s FROM STDIN (DELIMITER '|', NULL '')".formatted(name), lines);
        } catch (SQLException | IOException failure) {
            throw new IllegalStateException("Could not load " + file, failure);
        }
    }

    /** The file's rows by key, as the records' payloads should be. */
    Map<String, ObjectNode> expected(Path folder) {
        Map<String, ObjectNode> rows = new HashMap<>();
        try {
            for (String line : Files.readAllLines(folder.resolve(file), StandardCharsets.UTF_8)) {
                ObjectNode row = row(line);
                if (rows.put(row.get(key()).asText(), row) != null) {
                    throw new IllegalStateException("%s has two lines with %s".formatted(file, line));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return rows;
    }

    private ObjectNode row(String line) {
        String[] fields = line.split("\\|", -1);
        if (fields.length != columns.size()) {
            throw new IllegalStateException("%s has the line %s".formatted(file, line));
        }
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        for (int index = 0; index < fields.length; index++) {
            put(row, columns.get(index), fields[index]);
        }
        return row;
    }

    private static void put(ObjectNode row, Column column, String field) {
        String type = column.type();
        if (field.isEmpty()) {
            row.putNull(column.name());
        } else if (type.equals("smallint") || type.equals("integer")) {
            row.put(column.name(), Integer.parseInt(field));
        } else if (type.equals("boolean")) {
            row.put(column.name(), field.equals("1"));
        } else if (type.equals("date")) {
            row.put(column.name(), (int) LocalDate.parse(field).toEpochDay());
        } else if (type.equals("timestamp")) {
            LocalDateTime time = LocalDateTime.parse(field.replace(' ', 'T'));
            row.put(column.name(), time.toEpochSecond(ZoneOffset.UTC) * 1_000_000);
        } else if (type.startsWith("char")) {
            int length = Integer.parseInt(type.substring("char(".length(), type.length() - 1));
            row.put(column.name(), field + " ".repeat(length - field.length()));
        } else {
            row.put(column.name(), field);
        }
    }
}
