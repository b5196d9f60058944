// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import connect.redshift.contract.RowReaderContract;
import connect.redshift.staging.Part;
import connect.redshift.staging.StagingException;
import connect.redshift.testing.InMemoryStaging;
import connect.redshift.testing.ManualExecutor;
import connect.redshift.testing.PartFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;

/** The contract over parts of several row groups, read by ranges of a few bytes. */
class ParquetRowReaderContractTest extends RowReaderContract {
    private static final PartFile FILE = PartFile.of(List.of(
                    PartFile.column(0, INT64, LogicalTypeAnnotation.intType(64, true)),
                    PartFile.column(1, BINARY, LogicalTypeAnnotation.stringType())))
            .rowsAGroup(3);

    final InMemoryStaging staging = new InMemoryStaging();
    final ManualExecutor executor = new ManualExecutor();

    RowReader.Factory factory() {
        return new ParquetRowReaderFactory(staging, executor, readAhead(), budget());
    }

    ReadAhead readAhead() {
        return new ReadAhead(64 << 10, 50, 3, 2);
    }

    ByteBudget budget() {
        return new ByteBudget(1 << 20);
    }

    @Override
    protected RowReader open(RowReader.RowPosition from, Runnable whenReady) {
        List<Part> parts = new ArrayList<>();
        long id = 0;
        for (int part = 0; part < PARTS.size(); part++) {
            parts.add(part(part, id, PARTS.get(part), PARTS.get(part)));
            id += PARTS.get(part);
        }
        return factory().open(LAYOUT, parts, from, whenReady);
    }

    private Part part(int index, long firstId, int count, int said) {
        List<List<?>> rows = new ArrayList<>();
        for (long id = firstId; id < firstId + count; id++) {
            rows.add(Arrays.asList(id, text(id)));
        }
        byte[] content = FILE.write(rows);
        Part part = PartFile.part("s3://bucket/part-" + index, content, said);
        staging.write(part.uri(), content);
        return part;
    }

    @Override
    protected void arrive() {
        executor.runAll();
    }

    @Override
    protected StagingException failNextRead() {
        StagingException fault = new StagingException("S3 is tired", true, null);
        staging.failReadRange(1, fault);
        return fault;
    }

    @Override
    protected RowReader openMiscounted(int rows, int said) {
        return factory().open(LAYOUT, List.of(part(0, 0, rows, said)), RowReader.RowPosition.START, () -> {});
    }
}
