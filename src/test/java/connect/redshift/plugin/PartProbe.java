// SPDX-License-Identifier: Apache-2.0
package connect.redshift.plugin;

import connect.redshift.rows.ByteBudget;
import connect.redshift.rows.ParquetRowReaderFactory;
import connect.redshift.rows.ReadAhead;
import connect.redshift.rows.RowReader;
import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;
import connect.redshift.table.Column;
import connect.redshift.table.IntegerType;
import connect.redshift.table.RowLayout;
import connect.redshift.table.TextType;
import connect.redshift.table.TimeType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.connect.data.Struct;

/**
 * Reads a part with the connector's own reader. The test brings this class in among the plugin's, so the reader, Parquet
 * and Snappy come from the zip and Connect's {@code Struct} from the worker. What crosses the border are JDK types.
 */
public final class PartProbe implements BiFunction<Path, Integer, List<List<Object>>> {
    @Override
    public List<List<Object>> apply(Path file, Integer rows) {
        RowLayout layout = RowLayout.of(
                "part",
                List.of(
                        new Column("id", new IntegerType.BigInt(), true),
                        new Column("at", new TimeType.Timestamp(), true),
                        new Column("name", new TextType.Varchar(20), true)));
        List<List<Object>> values = new ArrayList<>();
        try {
            Part part = new Part(S3Uri.parse("s3://bucket/part"), Files.size(file), rows);
            var readers = new ParquetRowReaderFactory(
                    new OneFile(file), Runnable::run, ReadAhead.DEFAULT, new ByteBudget(1 << 20));
            try (RowReader reader = readers.open(layout, List.of(part), RowReader.RowPosition.START, () -> {})) {
                while (!reader.finished()) {
                    reader.next(1_000).rows().forEach(row -> values.add(values(row)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }

    private static List<Object> values(Struct row) {
        return List.of(row.get("id"), row.get("at"), row.get("name"));
    }

    /** Staging that has one part and is only read. */
    private record OneFile(Path file) implements Staging {
        @Override
        public void readRange(Part part, long from, byte[] buffer, int at, int length) {
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                in.seek(from);
                in.readFully(buffer, at, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Optional<byte[]> read(S3Uri object) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(S3Uri object, byte[] content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<StagedObject> list(S3Uri prefix) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(List<S3Uri> objects) {
            throw new UnsupportedOperationException();
        }
    }
}
