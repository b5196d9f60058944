// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.staging.Part;
import connect.redshift.staging.Staging;
import connect.redshift.table.RowLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.temporal.JulianFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * The reader that ours is held against: parts as wholes, one after the other, rows by parquet-avro, each value worked out
 * anew. Slow and plain, and nothing above the pages in common with ours.
 */
final class SimpleRowReader implements RowReader {
    private final RowLayout layout;
    private final List<Part> parts;
    private final Staging staging;
    private final Executor executor;
    private final Runnable whenReady;
    private Optional<RuntimeException> failure = Optional.empty();
    private List<Struct> rows = List.of();
    private int loaded = -1;
    private int part;
    private long row;
    private boolean closed;

    private SimpleRowReader(
            RowLayout layout,
            List<Part> parts,
            RowPosition from,
            Staging staging,
            Executor executor,
            Runnable whenReady) {
        this.layout = layout;
        this.parts = parts;
        this.staging = staging;
        this.executor = executor;
        this.whenReady = whenReady;
        this.part = from.part();
        this.row = from.rows();
        boolean nowhere = part > parts.size()
                || (part == parts.size() ? row > 0 : row > parts.get(part).rows());
        if (nowhere) {
            failure =
                    Optional.of(new RowsException("cannot resume behind row %d of part %d".formatted(row, part), null));
        } else {
            load();
        }
    }

    /** Opens readers that fetch on {@code executor}, which must run one thing at a time on the reader's own thread. */
    static RowReader.Factory factory(Staging staging, Executor executor) {
        return (layout, parts, from, whenReady) ->
                new SimpleRowReader(layout, parts, from, staging, executor, whenReady);
    }

    private void load() {
        if (part < parts.size()) {
            executor.execute(() -> {
                if (closed) {
                    return;
                }
                try {
                    rows = read(parts.get(part));
                    loaded = part;
                } catch (RuntimeException e) {
                    failure = Optional.of(e);
                }
                if (failure.isEmpty()) {
                    passThrough();
                }
                whenReady.run();
            });
        }
    }

    private List<Struct> read(Part source) {
        byte[] content = new byte[(int) source.bytes()];
        staging.readRange(source, 0, content, 0, content.length);
        PartFooter footer = PartFooter.parse(part, source, content, PartFooter.length(source, content));
        MessageType schema = footer.metadata().getFileMetaData().getSchema();
        ParquetConfiguration configuration = new PlainParquetConfiguration();
        configuration.setBoolean(AvroReadSupport.READ_INT96_AS_FIXED, true);
        AvroReadSupport<GenericRecord> avro = new AvroReadSupport<>(GenericData.get());
        ReadSupport.ReadContext context = avro.init(configuration, Map.of(), schema);
        List<Struct> read = new ArrayList<>();
        try {
            for (int index = 0; index < footer.blocks().size(); index++) {
                RowGroup group = new RowGroup(footer, index, 0, ByteBuffer.wrap(content), 0);
                RecordReader<GenericRecord> reader = new ColumnIOFactory("parquet-mr")
                        .getColumnIO(schema)
                        .getRecordReader(
                                BufferedRowGroup.pages(group, new ParquetCodecs()),
                                avro.prepareForRead(configuration, Map.of(), schema, context));
                for (long left = group.block().getRowCount(); left > 0; left--) {
                    read.add(struct(schema, reader.read()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    private Struct struct(MessageType schema, GenericRecord record) {
        Struct struct = new Struct(layout.schema());
        for (Field field : layout.schema().fields()) {
            Object value = record.get(RowLayout.alias(field.index()));
            if (value != null) {
                struct.put(
                        field,
                        value(
                                field.schema(),
                                schema.getType(RowLayout.alias(field.index())).asPrimitiveType(),
                                value));
            }
        }
        return struct;
    }

    private static Object value(Schema wanted, PrimitiveType staged, Object value) {
        if (staged.getPrimitiveTypeName() == PrimitiveTypeName.INT96) {
            return micros(((GenericFixed) value).bytes());
        }
        if (staged.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal
                && value instanceof GenericFixed fixed) {
            return new BigDecimal(new BigInteger(fixed.bytes()), decimal.getScale());
        }
        return switch (wanted.type()) {
            case INT16 -> ((Integer) value).shortValue();
            case STRING -> value.toString();
            default -> value;
        };
    }

    private static long micros(byte[] int96) {
        ByteBuffer bytes = ByteBuffer.wrap(int96).order(ByteOrder.LITTLE_ENDIAN);
        return LocalDate.EPOCH.with(JulianFields.JULIAN_DAY, bytes.getInt(8)).toEpochDay() * 86_400_000_000L
                + bytes.getLong(0) / 1_000;
    }

    @Override
    public RowBatch next(int max) {
        if (failure.isPresent()) {
            throw failure.get();
        }
        if (loaded != part || part == parts.size()) {
            return RowBatch.EMPTY;
        }
        int to = (int) Math.min(rows.size(), row + max);
        RowBatch batch = new RowBatch(part, row, List.copyOf(rows.subList((int) row, to)), List.of());
        row = to;
        passThrough();
        return batch;
    }

    /** Goes on to the next part where this one is through. */
    private void passThrough() {
        if (row == rows.size()) {
            part++;
            row = 0;
            load();
        }
    }

    @Override
    public boolean finished() {
        return failure.isEmpty() && part == parts.size();
    }

    @Override
    public void close() {
        closed = true;
    }
}
