// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import connect.redshift.contract.BadRowsContract;
import connect.redshift.staging.Part;
import connect.redshift.testing.InMemoryStaging;
import connect.redshift.testing.ManualExecutor;
import connect.redshift.testing.PartFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.apache.parquet.schema.LogicalTypeAnnotation;

/** Bad rows at every place of small row groups and small pages. */
class ParquetBadRowsContractTest extends BadRowsContract {
    private static final PartFile FILE = PartFile.of(List.of(
                    PartFile.column(0, INT64, LogicalTypeAnnotation.intType(64, true)),
                    PartFile.column(1, BINARY, LogicalTypeAnnotation.stringType())))
            .rowsAGroup(5)
            .pageBytes(64);

    private final InMemoryStaging staging = new InMemoryStaging();
    private final ManualExecutor executor = new ManualExecutor();

    @Override
    protected RowReader open(LongPredicate bad, RowReader.RowPosition from) {
        List<Part> parts = new ArrayList<>();
        long id = 0;
        for (int part = 0; part < PARTS.size(); part++) {
            List<List<?>> rows = new ArrayList<>();
            for (int row = 0; row < PARTS.get(part); row++, id++) {
                rows.add(List.of(id, bad.test(id) ? new byte[] {(byte) 0xc3} : "row " + id));
            }
            byte[] content = FILE.write(rows);
            parts.add(PartFile.part("s3://bucket/part-" + part, content, rows.size()));
            staging.write(parts.get(part).uri(), content);
        }
        return new ParquetRowReaderFactory(
                        staging, executor, new ReadAhead(64 << 10, 50, 3, 2), new ByteBudget(1 << 20))
                .open(LAYOUT, parts, from, () -> {});
    }

    @Override
    protected void arrive() {
        executor.runAll();
    }
}
