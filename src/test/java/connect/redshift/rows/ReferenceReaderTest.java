// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static connect.redshift.testing.PartFile.column;
import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT96;
import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.Bool;
import connect.redshift.table.Column;
import connect.redshift.table.FractionType;
import connect.redshift.table.IntegerType;
import connect.redshift.table.RowLayout;
import connect.redshift.table.TextType;
import connect.redshift.table.TimeType;
import connect.redshift.testing.PartFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.junit.jupiter.api.RepeatedTest;

/** Random parts read by ours and by parquet-avro, which shares nothing above the pages with it. */
class ReferenceReaderTest {
    private static final RowLayout LAYOUT = RowLayout.of(
            "t",
            List.of(
                    new Column("small", new IntegerType.SmallInt(), true),
                    new Column("big", new IntegerType.BigInt(), true),
                    new Column("price", new FractionType.Numeric(18, 2), true),
                    new Column("ratio", new FractionType.DoublePrecision(), true),
                    new Column("flag", new Bool(), true),
                    new Column("text", new TextType.Varchar(100), true),
                    new Column("day", new TimeType.Date(), true),
                    new Column("at", new TimeType.Timestamp(), true)));

    private static final PartFile FILE = PartFile.of(List.of(
            column(0, INT32, intType(16, true)),
            column(1, INT64, intType(64, true)),
            PartFile.fixedDecimal(2, 8, 18, 2),
            column(3, DOUBLE, null),
            column(4, BOOLEAN, null),
            column(5, BINARY, stringType()),
            column(6, INT32, dateType()),
            column(7, INT96, null)));

    @RepeatedTest(5)
    void bothReadersAgree() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int count = 1 + random.nextInt(3_000);
        List<List<?>> staged = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            staged.add(row(random));
        }
        PartFile file = random.nextInt(3) == 0 ? FILE.version2() : FILE;
        byte[] content = file.rowsAGroup(1 + random.nextInt(1_000))
                .pageBytes(64 << random.nextInt(8))
                .write(staged);
        List<Struct> ours = OnePart.of(LAYOUT, content, count).rows();
        assertThat(ours).as("seed %d", seed).hasSize(count);
        List<GenericRecord> theirs = reference(content, count);
        for (int i = 0; i < count; i++) {
            assertThat(plain(ours.get(i))).as("seed %d, row %d", seed, i).isEqualTo(plain(theirs.get(i)));
        }
    }

    private static List<?> row(Random random) {
        List<Object> row = new ArrayList<>(Arrays.asList(
                (short) random.nextInt(),
                random.nextLong(),
                BigDecimal.valueOf(random.nextLong() / 10, 2),
                Double.longBitsToDouble(random.nextLong()),
                random.nextBoolean(),
                "text %d".formatted(random.nextInt(50)),
                random.nextInt(5_000_000) - 1_000_000,
                PartFile.int96(random.nextInt(5_000_000), random.nextLong(86_400_000_000L) * 1_000)));
        for (int i = 0; i < row.size(); i++) {
            if (random.nextInt(5) == 0) {
                row.set(i, null);
            }
        }
        return row;
    }

    private static List<GenericRecord> reference(byte[] content, int count) throws IOException {
        OnePart part = OnePart.of(LAYOUT, content, count);
        PartFooter footer = PartFooter.parse(0, part.part(), content, PartFooter.length(part.part(), content));
        ParquetConfiguration configuration = new PlainParquetConfiguration();
        configuration.setBoolean(AvroReadSupport.READ_INT96_AS_FIXED, true);
        AvroReadSupport<GenericRecord> avro = new AvroReadSupport<>(GenericData.get());
        ReadSupport.ReadContext context = avro.init(configuration, Map.of(), FILE.schema());
        List<GenericRecord> records = new ArrayList<>();
        for (int index = 0; index < footer.blocks().size(); index++) {
            RowGroup group = new RowGroup(footer, index, 0, ByteBuffer.wrap(content), 0);
            RecordReader<GenericRecord> reader = new ColumnIOFactory("parquet-mr")
                    .getColumnIO(FILE.schema())
                    .getRecordReader(
                            BufferedRowGroup.pages(group, new ParquetCodecs()),
                            avro.prepareForRead(configuration, Map.of(), FILE.schema(), context));
            for (long row = 0; row < group.block().getRowCount(); row++) {
                records.add(reader.read());
            }
        }
        return records;
    }

    private static List<Object> plain(Struct row) {
        return LAYOUT.schema().fields().stream().map(row::get).toList();
    }

    /** Their values in our terms, each worked out anew from what Avro gives. */
    private static List<Object> plain(GenericRecord row) {
        List<Object> values = new ArrayList<>();
        values.add(row.get(0) == null ? null : ((Integer) row.get(0)).shortValue());
        values.add(row.get(1));
        values.add(row.get(2) == null ? null : price(row.get(2)));
        values.add(row.get(3));
        values.add(row.get(4));
        values.add(row.get(5) == null ? null : row.get(5).toString());
        values.add(row.get(6));
        values.add(row.get(7) == null ? null : micros(((GenericFixed) row.get(7)).bytes()));
        return values;
    }

    private static Object price(Object value) {
        return value instanceof GenericFixed fixed ? new BigDecimal(new BigInteger(fixed.bytes()), 2) : value;
    }

    private static long micros(byte[] int96) {
        ByteBuffer bytes = ByteBuffer.wrap(int96).order(ByteOrder.LITTLE_ENDIAN);
        return java.time.LocalDate.EPOCH
                                .with(java.time.temporal.JulianFields.JULIAN_DAY, bytes.getInt(8))
                                .toEpochDay()
                        * 86_400_000_000L
                + bytes.getLong(0) / 1_000;
    }
}
