// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import connect.redshift.contract.BadRowsContract;
import connect.redshift.rows.RowReader;
import connect.redshift.rows.RowReader.RowPosition;
import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import connect.redshift.testing.ManualClock;
import connect.redshift.testing.MemoryStaging;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;

/** The streams' tests read bad rows as the real reader hands them out. */
final class StagedLinesBadRowsContractTest extends BadRowsContract {
    private final MemoryStaging staging = new MemoryStaging(new ManualClock());

    @Override
    protected RowReader open(LongPredicate bad, RowPosition from) {
        List<Part> parts = new ArrayList<>();
        long id = 0;
        for (int rows : PARTS) {
            StringBuilder lines = new StringBuilder();
            for (int row = 0; row < rows; row++, id++) {
                lines.append("id=%d;text=row %d\n".formatted(id, id));
            }
            S3Uri uri = new S3Uri("bucket", "part-" + parts.size());
            byte[] content = lines.toString().getBytes(UTF_8);
            staging.put(uri, content);
            parts.add(new Part(uri, content.length, rows));
        }
        StagedLines lines = new StagedLines(staging, new Random(1));
        lines.spoil(bad);
        return lines.open(LAYOUT, parts, from, () -> {});
    }

    @Override
    protected void arrive() {}
}
