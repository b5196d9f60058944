// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;

import connect.redshift.rows.RowReader.RowPosition;
import connect.redshift.staging.Part;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnTypeName;
import connect.redshift.table.RowLayout;
import connect.redshift.testing.InMemoryStaging;
import connect.redshift.testing.PartFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** One part in memory, decoded on one thread: to nothing, to structs by us, and to structs by way of parquet-avro. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DecodeBenchmark {
    private static final int BATCH = 2_048;

    /** Columns and NULLs: six without, forty with every tenth. */
    public enum Shape {
        NARROW(6, 400_000, 0),
        WIDE(40, 60_000, 10);

        private final int columns;
        private final int rows;
        private final int nullEvery;

        Shape(int columns, int rows, int nullEvery) {
            this.columns = columns;
            this.rows = rows;
            this.nullEvery = nullEvery;
        }
    }

    /** Redshift's types in turn, in the forms that UNLOAD was measured to write. */
    private enum Kind {
        BIGINT("bigint"),
        INTEGER("integer"),
        VARCHAR("character varying(64)"),
        DECIMAL("numeric(12,2)"),
        TIMESTAMP("timestamp without time zone"),
        BOOLEAN("boolean"),
        DOUBLE("double precision"),
        DATE("date");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        private PrimitiveType staged(int column) {
            return switch (this) {
                case BIGINT -> PartFile.column(column, PrimitiveTypeName.INT64, intType(64, true));
                case INTEGER -> PartFile.column(column, PrimitiveTypeName.INT32, intType(32, true));
                case VARCHAR -> PartFile.column(column, PrimitiveTypeName.BINARY, stringType());
                case DECIMAL -> PartFile.column(column, PrimitiveTypeName.INT64, decimalType(2, 12));
                case TIMESTAMP -> PartFile.column(column, PrimitiveTypeName.INT96, null);
                case BOOLEAN -> PartFile.column(column, PrimitiveTypeName.BOOLEAN, null);
                case DOUBLE -> PartFile.column(column, PrimitiveTypeName.DOUBLE, null);
                case DATE -> PartFile.column(column, PrimitiveTypeName.INT32, dateType());
            };
        }

        static Kind of(Shape shape, int column) {
            return values()[column % (shape == Shape.NARROW ? 6 : values().length)];
        }

        private Object value(long row, Random random) {
            return switch (this) {
                case BIGINT -> row * 17;
                case INTEGER -> random.nextInt(1_000_000);
                case VARCHAR -> "customer %d of region %d".formatted(random.nextInt(5_000_000), random.nextInt(9));
                case DECIMAL -> BigDecimal.valueOf(random.nextInt(100_000_000), 2);
                case TIMESTAMP ->
                    PartFile.int96(2_460_000 + random.nextInt(500), random.nextLong(86_400_000_000L) * 1_000);
                case BOOLEAN -> random.nextBoolean();
                case DOUBLE -> random.nextDouble();
                case DATE -> 19_000 + random.nextInt(1_000);
            };
        }
    }

    @Param
    public Shape shape;

    private PartFile file;
    private RowLayout layout;
    private InMemoryStaging staging;
    private Part part;
    private byte[] content;
    private PartFooter footer;
    private List<Function<Object, Object>> fromAvro;

    /** The part's bytes. */
    @Setup
    public void write() {
        Random random = new Random(7);
        List<Column> columns = new ArrayList<>();
        List<PrimitiveType> forms = new ArrayList<>();
        fromAvro = new ArrayList<>();
        for (int i = 0; i < shape.columns; i++) {
            Kind kind = Kind.of(shape, i);
            columns.add(
                    new Column("column_" + i, ColumnTypeName.parse(kind.type).orElseThrow(), true));
            forms.add(kind.staged(i));
            fromAvro.add(fromAvro(kind));
        }
        List<List<?>> rows = new ArrayList<>();
        for (long row = 0; row < shape.rows; row++) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < shape.columns; i++) {
                boolean isNull = shape.nullEvery > 0 && random.nextInt(shape.nullEvery) == 0;
                values.add(isNull ? null : Kind.of(shape, i).value(row, random));
            }
            rows.add(values);
        }
        layout = RowLayout.of("row", columns, connect.redshift.table.TypeOptions.DEFAULT);
        file = PartFile.of(forms).rowsAGroup(shape.rows);
        content = file.write(rows);
        part = PartFile.part("s3://bucket/folder/part", content, shape.rows);
        staging = new InMemoryStaging();
        staging.write(part.uri(), content);
        footer = PartFooter.parse(0, part, content, PartFooter.length(part, content));
    }

    /** How many rows one invocation decodes. */
    public static int rows(Shape shape) {
        return shape.rows;
    }

    @Benchmark
    public void ours(Blackhole hole) {
        read(RowPosition.START, hole);
    }

    /** Resuming behind all rows but one. */
    @Benchmark
    public void resume(Blackhole hole) {
        read(new RowPosition(0, shape.rows - 1), hole);
    }

    private void read(RowPosition from, Blackhole hole) {
        ParquetRowReaderFactory factory =
                new ParquetRowReaderFactory(staging, Runnable::run, ReadAhead.DEFAULT, new ByteBudget(80L << 20));
        try (RowReader reader = factory.open(layout, List.of(part), from, () -> {})) {
            while (!reader.finished()) {
                hole.consume(reader.next(BATCH));
            }
        }
    }

    @Benchmark
    public long raw() throws IOException {
        return new RawScan().scan(new RowGroup(footer, 0, 0, ByteBuffer.wrap(content), 0));
    }

    /** What connectors do that leave the reading to parquet-avro. */
    @Benchmark
    public void avro(Blackhole hole) throws IOException {
        ParquetConfiguration configuration = new PlainParquetConfiguration();
        configuration.setBoolean(AvroReadSupport.READ_INT96_AS_FIXED, true);
        AvroReadSupport<GenericRecord> support = new AvroReadSupport<>(GenericData.get());
        ReadSupport.ReadContext context = support.init(configuration, Map.of(), file.schema());
        RowGroup group = new RowGroup(footer, 0, 0, ByteBuffer.wrap(content), 0);
        RecordReader<GenericRecord> reader = new ColumnIOFactory("parquet-mr")
                .getColumnIO(file.schema())
                .getRecordReader(
                        BufferedRowGroup.pages(group, new ParquetCodecs()),
                        support.prepareForRead(configuration, Map.of(), file.schema(), context));
        List<Field> fields = layout.schema().fields();
        List<Struct> batch = new ArrayList<>(BATCH);
        for (long row = 0; row < group.block().getRowCount(); row++) {
            GenericRecord record = reader.read();
            Struct struct = new Struct(layout.schema());
            for (int i = 0; i < fields.size(); i++) {
                Object value = record.get(i);
                if (value != null) {
                    struct.put(fields.get(i), fromAvro.get(i).apply(value));
                }
            }
            batch.add(struct);
            if (batch.size() == BATCH) {
                hole.consume(batch);
                batch = new ArrayList<>(BATCH);
            }
        }
        hole.consume(batch);
    }

    private static Function<Object, Object> fromAvro(Kind kind) {
        return switch (kind) {
            case VARCHAR -> Object::toString;
            case DECIMAL -> value -> value instanceof Long unscaled ? BigDecimal.valueOf(unscaled, 2) : decimal(value);
            case TIMESTAMP -> value -> micros(((GenericFixed) value).bytes());
            case BIGINT, INTEGER, BOOLEAN, DOUBLE, DATE -> value -> value;
        };
    }

    private static Object decimal(Object value) {
        return value instanceof GenericFixed fixed ? new BigDecimal(new BigInteger(fixed.bytes()), 2) : value;
    }

    private static long micros(byte[] int96) {
        ByteBuffer bytes = ByteBuffer.wrap(int96).order(ByteOrder.LITTLE_ENDIAN);
        return (bytes.getInt(8) - 2_440_588L) * 86_400_000_000L + bytes.getLong(0) / 1_000;
    }
}
