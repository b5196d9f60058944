// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import connect.redshift.record.AvroForm;
import connect.redshift.rows.RandomColumn.Sample;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnRules;
import connect.redshift.table.ColumnTypeName;
import connect.redshift.table.KeyRules;
import connect.redshift.table.RecordLayout;
import connect.redshift.table.RowFilter;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.TableRules;
import connect.redshift.table.TypeOptions;
import connect.redshift.table.TypeOptions.Binaries;
import connect.redshift.table.TypeOptions.Decimals;
import connect.redshift.table.TypeOptions.Times;
import connect.redshift.testing.AvroRows;
import connect.redshift.testing.PartFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random rows from a part through our reader into Avro: its binary codec and parquet-avro give back what the part was
 * made of. {@code -Davro.seed=…} repeats a run.
 */
final class AvroRoundTripTest {
    private static final long SEED = Long.getLong("avro.seed", new Random().nextInt(1_000_000_000));
    private static final int PARTS = Integer.getInteger("avro.parts", 25);

    @TempDir
    private Path temp;

    private final Random random = new Random(SEED);

    @Test
    void avroAndParquetAvroReadWhatThePartHeld() throws IOException {
        System.out.printf("avro.seed=%d%n", SEED);
        for (int part = 0; part < PARTS; part++) {
            part();
        }
    }

    private void part() throws IOException {
        TypeOptions options = new TypeOptions(
                one(Decimals.values()), one(Times.values()), one(Binaries.values()), false, random.nextBoolean());
        List<RandomColumn> columns = new ArrayList<>();
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            columns.add(RandomColumn.next(columns.size(), random, options));
        }
        RecordLayout layout = layout(columns, options);
        List<List<Sample>> samples = new ArrayList<>();
        for (int i = 1 + random.nextInt(50); i > 0; i--) {
            samples.add(columns.stream().map(this::sample).toList());
        }
        List<Struct> rows = OnePart.of(layout.value(), write(columns, samples), samples.size())
                .rows();

        AvroForm form = AvroForm.of(layout);
        AvroRows avro = new AvroRows(form.value());
        List<GenericRecord> records = rows.stream().map(avro::of).toList();
        byte[] binary = avro.encode(records);
        compare(layout, samples, avro.decode(binary));
        compare(layout, samples, avro.throughParquet(records, temp.resolve("rows.parquet")));
        // What is a long in Connect is the same long to readers without logical types.
        List<GenericRecord> plain = avro.decodePlainly(binary);
        for (Field field : layout.value().schema().fields()) {
            if (field.schema().type() == org.apache.kafka.connect.data.Schema.Type.INT64
                    && !"org.apache.kafka.connect.data.Timestamp"
                            .equals(field.schema().name())) {
                for (int row = 0; row < rows.size(); row++) {
                    assertThat(plain.get(row).get(field.index()))
                            .isEqualTo(rows.get(row).get(field));
                }
            }
        }
        assertThat(new Schema.Parser().parse(form.value().toString())).isEqualTo(form.value());
    }

    private Sample sample(RandomColumn column) {
        return random.nextInt(10) == 0
                ? new Sample(null, null)
                : column.values().get();
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static RecordLayout layout(List<RandomColumn> columns, TypeOptions options) {
        List<Column> declared = new ArrayList<>();
        for (RandomColumn column : columns) {
            declared.add(new Column(
                    "f" + declared.size(), ColumnTypeName.parse(column.type()).orElseThrow(), true));
        }
        TableRules rules = new TableRules(
                new SchemaNames("a.Value", "a.Key"), KeyRules.parse(""), ColumnRules.ALL, RowFilter.NONE, options);
        return RecordLayout.of(rules, declared, List.of());
    }

    private static byte[] write(List<RandomColumn> columns, List<List<Sample>> samples) {
        List<List<Object>> staged = new ArrayList<>();
        for (List<Sample> row : samples) {
            List<Object> cells = new ArrayList<>();
            row.forEach(sample -> cells.add(sample.staged()));
            staged.add(Collections.unmodifiableList(cells));
        }
        return PartFile.of(columns.stream().map(RandomColumn::staged).toList()).write(staged);
    }

    private static void compare(RecordLayout layout, List<List<Sample>> samples, List<GenericRecord> read) {
        assertThat(read).as("avro.seed=%d", SEED).hasSize(samples.size());
        for (int row = 0; row < samples.size(); row++) {
            for (Field field : layout.value().schema().fields()) {
                Object expected = samples.get(row).get(field.index()).read();
                Object value = AvroRows.connect(field.schema(), read.get(row).get(field.index()));
                if (!Objects.deepEquals(value, expected)) {
                    fail(
                            "avro.seed=%d: %s of %s became %s",
                            SEED, expected, layout.value().columns().get(field.index()), value);
                }
            }
        }
    }
}
