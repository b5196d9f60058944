// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.rows.PartColumns.PartColumn;
import connect.redshift.rows.SamplePart.Shape;
import connect.redshift.staging.Part;
import connect.redshift.table.RowLayout;
import connect.redshift.testing.PartFile;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
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
    private static final int TRUSTED_BATCH = 128;
    private static final VarHandle STRUCT_VALUES = structValues();

    @Param
    public Shape shape;

    private MessageType schema;
    private RowLayout layout;
    private byte[] content;
    private PartFooter footer;
    private List<Function<Object, Object>> fromAvro;

    /** The part's bytes. */
    @Setup
    public void write() {
        SamplePart sample = SamplePart.of(shape);
        layout = sample.layout();
        schema = sample.file().schema();
        fromAvro = sample.fromAvro();
        content = sample.content();
        Part part = PartFile.part("s3://bucket/folder/part", content, shape.rows());
        footer = PartFooter.parse(0, part, content, PartFooter.length(part, content));
    }

    /** Already there: what fetching costs, {@link DistantReadBenchmark} tells. */
    private RowGroup group() {
        return new RowGroup(footer, 0, 0, ByteBuffer.wrap(content), 0);
    }

    @Benchmark
    public void ours(Blackhole hole) {
        read(batch -> hole.consume(batch));
    }

    /**
     * Structs filled past Connect's API and its checks, as far as that would get: it reaches into a private field of the
     * worker's classes, so it is measured here and done nowhere else.
     */
    @Benchmark
    public void trusted(Blackhole hole) throws IOException {
        DeferredPages stored = new DeferredPages();
        PageReadStore pages = BufferedRowGroup.pages(group(), stored);
        List<ColumnScan> scans = new ArrayList<>();
        for (PartColumn column : PartColumns.match(layout, footer).columns()) {
            scans.add(new ColumnScan(column, pages.getPageReader(column.descriptor()), stored));
        }
        for (int row = 0; row < shape.rows(); row += TRUSTED_BATCH) {
            int count = Math.min(TRUSTED_BATCH, shape.rows() - row);
            List<Struct> batch = new ArrayList<>(count);
            Object[][] filled = new Object[count][];
            for (int i = 0; i < count; i++) {
                Struct struct = new Struct(layout.schema());
                filled[i] = (Object[]) STRUCT_VALUES.get(struct);
                batch.add(struct);
            }
            Object[] values = new Object[ColumnScan.ROWS_AT_ONCE];
            for (int column = 0; column < scans.size(); column++) {
                fill(filled, column, scans.get(column), values);
            }
            hole.consume(batch);
        }
    }

    private static void fill(Object[][] structs, int column, ColumnScan scan, Object[] values) {
        for (int done = 0; done < structs.length; done += scan.rows()) {
            scan.read(values, structs.length - done);
            int next = 0;
            for (long left = scan.present(); left != 0; left &= left - 1) {
                structs[done + Long.numberOfTrailingZeros(left)][column] = values[next++];
            }
        }
    }

    private static VarHandle structValues() {
        try {
            return MethodHandles.privateLookupIn(Struct.class, MethodHandles.lookup())
                    .findVarHandle(Struct.class, "values", Object[].class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of Connect keeps a struct's values elsewhere", e);
        }
    }

    /** Bytes of the heap that a row of ours takes while somebody keeps it; values of a dictionary are shared. */
    public static double kept(Shape shape) {
        DecodeBenchmark benchmark = new DecodeBenchmark();
        benchmark.shape = shape;
        benchmark.write();
        List<Struct> rows = new ArrayList<>(shape.rows());
        // What is loaded and made once is there behind the first reading, and so is the list's array.
        benchmark.read(batch -> rows.addAll(batch.rows()));
        rows.clear();
        long before = used();
        benchmark.read(batch -> rows.addAll(batch.rows()));
        long bytes = used() - before;
        return (double) bytes / rows.size();
    }

    private void read(Consumer<RowBatch> target) {
        try (ColumnBatches batches =
                ColumnBatches.open(PartColumns.match(layout, footer), group(), new DeferredPages())) {
            while (batches.rowsLeft() > 0) {
                target.accept(batches.read(BATCH));
            }
        }
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Benchmark
    public long raw() throws IOException {
        return new RawScan().scan(group());
    }

    /** What connectors do that leave the reading to parquet-avro. */
    @Benchmark
    public void avro(Blackhole hole) throws IOException {
        ParquetConfiguration configuration = new PlainParquetConfiguration();
        configuration.setBoolean(AvroReadSupport.READ_INT96_AS_FIXED, true);
        AvroReadSupport<GenericRecord> support = new AvroReadSupport<>(GenericData.get());
        ReadSupport.ReadContext context = support.init(configuration, Map.of(), schema);
        RowGroup group = group();
        RecordReader<GenericRecord> reader = new ColumnIOFactory("parquet-mr")
                .getColumnIO(schema)
                .getRecordReader(
                        BufferedRowGroup.pages(group, new ParquetCodecs()),
                        support.prepareForRead(configuration, Map.of(), schema, context));
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
}
