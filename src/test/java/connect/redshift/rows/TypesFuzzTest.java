// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.rows.RandomColumn.Sample;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnTypeName;
import connect.redshift.table.RowLayout;
import connect.redshift.table.TypeOptions;
import connect.redshift.table.TypeOptions.Binaries;
import connect.redshift.table.TypeOptions.Decimals;
import connect.redshift.table.TypeOptions.Times;
import connect.redshift.testing.PartFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/**
 * Random schemas, options, rows and physical forms: each value is what it must be. {@code -Dtypes.seed=…} repeats a
 * run; {@code target/reports/types.txt} tells how many values were compared.
 */
final class TypesFuzzTest {
    private static final long SEED = Long.getLong("types.seed", new Random().nextInt(1_000_000_000));
    private static final int VALUES = Integer.getInteger("types.values", 150_000);

    private final Random random = new Random(SEED);
    private final List<String> differences = new ArrayList<>();
    private int compared;

    @Test
    void everyValueIsWhatItMustBe() throws IOException {
        while (compared < VALUES) {
            part();
        }
        Path report = Files.createDirectories(Path.of("target", "reports")).resolve("types.txt");
        Files.writeString(
                report,
                "types.seed=%d%n%s%d values, %d differences%n"
                        .formatted(
                                SEED,
                                String.join("", differences.stream().limit(20).toList()),
                                compared,
                                differences.size()));
        System.out.printf("types.seed=%d: %d values%n", SEED, compared);
        assertThat(differences).as("-Dtypes.seed=%d", SEED).isEmpty();
    }

    private void part() {
        TypeOptions options = new TypeOptions(
                one(Decimals.values()),
                one(Times.values()),
                one(Binaries.values()),
                random.nextBoolean(),
                random.nextBoolean());
        List<RandomColumn> columns = new ArrayList<>();
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            columns.add(RandomColumn.next(columns.size(), random, options));
        }
        List<List<Sample>> rows = new ArrayList<>();
        for (int i = 1 + random.nextInt(400); i > 0; i--) {
            rows.add(columns.stream()
                    .map(column -> random.nextInt(10) == 0
                            ? new Sample(null, null)
                            : column.values().get())
                    .toList());
        }
        OnePart part = OnePart.of(layout(columns, options), file(columns).write(staged(rows)), rows.size());
        List<Struct> read = part.rows();
        int skipped = random.nextInt(rows.size());
        assertThat(part.rowsFrom(skipped))
                .as("-Dtypes.seed=%d, from row %d", SEED, skipped)
                .isEqualTo(read.subList(skipped, read.size()));
        assertThat(read).hasSize(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            read.get(row).validate();
            compare(columns, rows.get(row), read.get(row));
        }
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static RowLayout layout(List<RandomColumn> columns, TypeOptions options) {
        List<Column> declared = new ArrayList<>();
        for (RandomColumn column : columns) {
            declared.add(new Column(
                    "f" + declared.size(), ColumnTypeName.parse(column.type()).orElseThrow(), true));
        }
        return RowLayout.of("row", declared, options);
    }

    private PartFile file(List<RandomColumn> columns) {
        PartFile file = PartFile.of(columns.stream().map(RandomColumn::staged).toList())
                .rowsAGroup(1 + random.nextInt(300))
                .pageBytes(64 << random.nextInt(12));
        PartFile encoded = random.nextBoolean() ? file.plain() : file;
        PartFile compressed = random.nextBoolean() ? encoded.uncompressed() : encoded;
        return random.nextInt(3) == 0 ? compressed.version2() : compressed;
    }

    private static List<List<Object>> staged(List<List<Sample>> rows) {
        List<List<Object>> staged = new ArrayList<>();
        for (List<Sample> row : rows) {
            List<Object> cells = new ArrayList<>();
            row.forEach(sample -> cells.add(sample.staged()));
            staged.add(cells);
        }
        return staged;
    }

    private void compare(List<RandomColumn> columns, List<Sample> row, Struct read) {
        for (int i = 0; i < columns.size(); i++) {
            compared++;
            Object value = read.get("f" + i);
            if (!Objects.deepEquals(value, row.get(i).read())) {
                differences.add("%s as %s: %s became %s%n"
                        .formatted(
                                columns.get(i).type(),
                                columns.get(i).staged(),
                                row.get(i).read(),
                                value));
            }
        }
    }
}
