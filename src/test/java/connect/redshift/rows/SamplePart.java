// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;

import connect.redshift.table.Column;
import connect.redshift.table.ColumnType;
import connect.redshift.table.ColumnTypeName;
import connect.redshift.table.RowLayout;
import connect.redshift.table.TypeOptions;
import connect.redshift.testing.PartFile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.apache.avro.generic.GenericFixed;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** A part for the benchmarks, in the forms that UNLOAD was measured to write. */
public final class SamplePart {
    private static final List<Kind> KINDS = List.of(Kind.values());

    private final RowLayout layout;
    private final PartFile file;
    private final byte[] content;
    private final int rows;
    private final List<Function<Object, Object>> fromAvro;

    private SamplePart(
            RowLayout layout, PartFile file, byte[] content, int rows, List<Function<Object, Object>> fromAvro) {
        this.layout = layout;
        this.file = file;
        this.content = content;
        this.rows = rows;
        this.fromAvro = fromAvro;
    }

    RowLayout layout() {
        return layout;
    }

    PartFile file() {
        return file;
    }

    byte[] content() {
        return content;
    }

    int rows() {
        return rows;
    }

    /** What makes a Connect value of parquet-avro's, column by column. */
    List<Function<Object, Object>> fromAvro() {
        return fromAvro;
    }

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

        /** Rows of the part that {@link #of(Shape)} makes. */
        public int rows() {
            return rows;
        }

        private Kind kind(int column) {
            return KINDS.get(column % Math.min(columns, KINDS.size()));
        }
    }

    /** Redshift's types in turn. */
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

        private ColumnType type() {
            return ColumnTypeName.parse(type).orElseThrow();
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

        private Object value(long row, SplittableRandom random) {
            return switch (this) {
                case BIGINT -> row * 17;
                case INTEGER -> random.nextInt(1_000_000);
                case VARCHAR -> "customer " + random.nextInt(5_000_000) + " of region " + random.nextInt(9);
                case DECIMAL -> BigDecimal.valueOf(random.nextInt(100_000_000), 2);
                case TIMESTAMP ->
                    PartFile.int96(2_460_000 + random.nextInt(500), random.nextLong(86_400_000_000L) * 1_000);
                case BOOLEAN -> random.nextBoolean();
                case DOUBLE -> random.nextDouble();
                case DATE -> 19_000 + random.nextInt(1_000);
            };
        }

        private Object fromAvro(Object value) {
            return switch (this) {
                case VARCHAR -> value.toString();
                case DECIMAL -> value instanceof Long unscaled ? BigDecimal.valueOf(unscaled, 2) : decimal(value);
                case TIMESTAMP -> micros(((GenericFixed) value).bytes());
                case BIGINT, INTEGER, BOOLEAN, DOUBLE, DATE -> value;
            };
        }
    }

    /** All rows in one row group. */
    static SamplePart of(Shape shape) {
        return of(shape, shape.rows(), shape.rows());
    }

    /** 64 MB in two row groups, as UNLOAD makes them. */
    static SamplePart ofUsualLength(Shape shape) {
        double bytesARow = (double) of(shape).content().length / shape.rows();
        int rows = (int) (64e6 / bytesARow);
        return of(shape, rows, (rows + 1) / 2);
    }

    private static SamplePart of(Shape shape, int rows, int rowsAGroup) {
        List<Column> columns = new ArrayList<>();
        List<PrimitiveType> forms = new ArrayList<>();
        List<Function<Object, Object>> fromAvro = new ArrayList<>();
        for (int i = 0; i < shape.columns; i++) {
            Kind kind = shape.kind(i);
            columns.add(new Column("column_" + i, kind.type(), true));
            forms.add(kind.staged(i));
            fromAvro.add(kind::fromAvro);
        }
        PartFile file = PartFile.of(forms).rowsAGroup(rowsAGroup);
        return new SamplePart(
                RowLayout.of("row", columns, TypeOptions.DEFAULT), file, file.write(rows(shape, rows)), rows, fromAvro);
    }

    /** Made when they are asked for, and always the same. */
    private static List<List<Object>> rows(Shape shape, int rows) {
        return new AbstractList<>() {
            @Override
            public List<Object> get(int row) {
                SplittableRandom random = new SplittableRandom(row);
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < shape.columns; i++) {
                    boolean isNull = shape.nullEvery > 0 && random.nextInt(shape.nullEvery) == 0;
                    values.add(isNull ? null : shape.kind(i).value(row, random));
                }
                return values;
            }

            @Override
            public int size() {
                return rows;
            }
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
