// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import connect.redshift.rows.RowBatch;
import connect.redshift.rows.RowReader;
import connect.redshift.rows.RowsException;
import connect.redshift.staging.Part;
import connect.redshift.staging.Staging;
import connect.redshift.staging.StagingException;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnDecoder;
import connect.redshift.table.ColumnType;
import connect.redshift.table.FractionType;
import connect.redshift.table.Promoted;
import connect.redshift.table.RowLayout;
import connect.redshift.table.TextType;
import connect.redshift.table.TimeType;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.kafka.connect.data.Struct;

/**
 * Reads {@link ModelTable}'s parts, whose lines name their columns: a reader told other columns than were written
 * fails. Rows arrive whenever they like, and now and then a read breaks.
 */
final class StagedLines implements RowReader.Factory {
    /** A cell without a value, and without a column that it was read from. */
    static final String NULL = "NULL";

    private final Staging staging;
    private final RandomGenerator random;
    private boolean breaks;

    StagedLines(Staging staging, RandomGenerator random) {
        this.staging = staging;
        this.random = random;
    }

    void breakNowAndThen(boolean broken) {
        breaks = broken;
    }

    @Override
    public RowReader open(RowLayout layout, List<Part> parts, RowReader.RowPosition from, Runnable whenReady) {
        return new Reader(layout, parts, from);
    }

    private final class Reader implements RowReader {
        private final RowLayout layout;
        private final List<Part> parts;
        private int part;
        private int row;
        private boolean unusable;

        Reader(RowLayout layout, List<Part> parts, RowPosition from) {
            this.layout = layout;
            this.parts = parts;
            this.part = from.part();
            this.row = (int) from.rows();
        }

        @Override
        public RowBatch next(int max) {
            if (unusable) {
                throw new IllegalStateException("a broken or closed reader was asked for rows");
            }
            skipFinishedParts();
            if (part == parts.size() || random.nextInt(4) == 0) {
                return RowBatch.EMPTY;
            }
            if (breaks && random.nextInt(25) == 0) {
                throw broken("broke", null);
            }
            List<String> lines = lines(parts.get(part));
            List<Struct> rows = new ArrayList<>();
            int first = row;
            for (int most = 1 + random.nextInt(max); most > 0 && row < lines.size(); most--) {
                rows.add(struct(lines.get(row)));
                row++;
            }
            return new RowBatch(part, first, rows);
        }

        private void skipFinishedParts() {
            while (part < parts.size() && row >= parts.get(part).rows()) {
                part++;
                row = 0;
            }
        }

        @Override
        public boolean finished() {
            skipFinishedParts();
            return part == parts.size();
        }

        @Override
        public void close() {
            unusable = true;
        }

        private List<String> lines(Part wanted) {
            byte[] content = new byte[(int) wanted.bytes()];
            try {
                staging.readRange(wanted, 0, content, 0, content.length);
            } catch (StagingException failure) {
                throw broken("cannot be read", failure);
            }
            List<String> lines = new String(content, UTF_8).lines().toList();
            if (lines.size() != wanted.rows()) {
                throw broken("has another number of rows than its manifest says", null);
            }
            return lines;
        }

        private Struct struct(String line) {
            String[] cells = line.split(";", -1);
            if (cells.length != layout.columns().size()) {
                throw broken("was written with other columns: " + line, null);
            }
            Struct struct = new Struct(layout.schema());
            for (int index = 0; index < cells.length; index++) {
                Column column = layout.columns().get(index);
                String prefix = column.name() + "=";
                if (cells[index].equals(NULL) && column.nullable()) {
                    continue;
                }
                if (!cells[index].startsWith(prefix)) {
                    throw broken("was written with other columns: " + line, null);
                }
                struct.put(
                        column.name(),
                        value(column.type(), layout.decoders().get(index), cells[index].substring(prefix.length())));
            }
            return struct;
        }

        private RowsException broken(String what, Throwable cause) {
            unusable = true;
            return new RowsException("part %d %s".formatted(part, what), cause);
        }
    }

    private static Object value(ColumnType type, ColumnDecoder decoder, String text) {
        if (type instanceof Promoted promoted) {
            return value(promoted.valueType(), decoder, text);
        }
        if (type instanceof TextType.Varchar) {
            return decoder.fromText(text);
        }
        long number = Long.parseLong(text);
        if (type instanceof FractionType.Numeric numeric) {
            return decoder.fromDecimal(number, numeric.scale());
        }
        return type instanceof TimeType.Timestamp ? decoder.fromEpochMicros(number) : decoder.fromLong(number);
    }
}
