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
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.RepeatedTest;

/** Random parts read by ours and by the reference. */
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
    void bothReadersAgree() {
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
        List<Struct> theirs = OnePart.of(LAYOUT, content, count).rowsOf(SimpleRowReader::factory);
        for (int i = 0; i < count; i++) {
            assertThat(ours.get(i)).as("seed %d, row %d", seed, i).isEqualTo(theirs.get(i));
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
}
