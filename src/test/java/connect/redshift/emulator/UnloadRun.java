// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import connect.redshift.emulator.Faults.Kind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.postgresql.PGStatement;

/** Runs one UNLOAD: the query through a cursor, its rows dealt out to slices in a new order each time, the manifest last. */
final class UnloadRun {
    private static final int BLOCK = 4096;
    private static final long ROW_GROUP_BYTES = 32_000_000;

    private final Unload unload;
    private final Settings.Parts shape;
    private final Staging staging;
    private final Optional<Faults.Fault> fault;
    private final Random random;
    private final List<PartFile> written = new ArrayList<>();
    private final List<Slice> slices = new ArrayList<>();

    /** A part that is in S3. */
    record PartFile(String key, long bytes, long rows) {}

    UnloadRun(Unload unload, Settings.Parts shape, Staging staging, Optional<Faults.Fault> fault, Random random) {
        this.unload = unload;
        this.shape = shape;
        this.staging = staging;
        this.fault = fault;
        this.random = random;
    }

    /** The number of rows; the connection must not commit by itself, or the cursor would read everything at once. */
    long run(Connection connection, String sql, Submission submission) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.setFetchSize(BLOCK);
            statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
            submission.running(statement);
            try (ResultSet rows = statement.executeQuery(sql)) {
                List<UnloadColumn> columns = columns(rows);
                staging.admit(unload);
                chooseSlices();
                try {
                    return write(rows, columns, submission);
                } catch (SQLException | RuntimeException failure) {
                    leavePartialFiles();
                    throw failure;
                }
            } finally {
                submission.finished(statement);
            }
        }
    }

    private List<UnloadColumn> columns(ResultSet rows) throws SQLException {
        List<UnloadColumn> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ResultColumn column : ResultColumn.of(rows.getMetaData())) {
            if (!names.add(column.name())) {
                throw new SqlFailure("ERROR: column name \"" + column.name() + "\" is not unique");
            }
            columns.add(UnloadColumn.of(column, shape.form()));
        }
        return columns;
    }

    /** Measured: slice numbers differ from run to run and do not start at 0. */
    private void chooseSlices() {
        int number = 1 + random.nextInt(100);
        int count = unload.options().parallel() ? 1 + random.nextInt(Math.max(1, shape.slices())) : 1;
        count = unload.options().parallel() ? Math.max(count, Math.min(2, shape.slices())) : 1;
        for (int i = 0; i < count; i++) {
            slices.add(new Slice(number));
            number += 1 + random.nextInt(9);
        }
    }

    private long write(ResultSet rows, List<UnloadColumn> columns, Submission submission)
            throws SQLException, IOException {
        long count = 0;
        List<Object[]> block = new ArrayList<>();
        while (rows.next()) {
            block.add(row(rows, columns));
            count++;
            if (block.size() == BLOCK) {
                submission.checkCancelled();
                deal(block, columns);
            }
        }
        deal(block, columns);
        submission.checkCancelled();
        if (fault.map(Faults.Fault::kind).filter(Kind.FAIL_AFTER_PARTS::equals).isPresent()) {
            String text = fault.orElseThrow().text();
            throw new SqlFailure(
                    text.isEmpty() ? "ERROR: S3ServiceException:Access Denied,Status 403,Error AccessDenied" : text);
        }
        for (Slice slice : slices) {
            slice.flush();
        }
        if (count > 0) {
            finish(columns, count);
        }
        return count;
    }

    private static Object[] row(ResultSet rows, List<UnloadColumn> columns) throws SQLException, IOException {
        Object[] row = new Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = columns.get(i).cell().read(rows, i + 1);
        }
        return row;
    }

    private void deal(List<Object[]> block, List<UnloadColumn> columns) throws IOException {
        if (unload.options().parallel()) {
            Collections.shuffle(block, random);
        }
        for (Object[] row : block) {
            slices.get(slices.size() == 1 ? 0 : random.nextInt(slices.size())).write(row, columns);
        }
        block.clear();
    }

    /** Measured: no row means no part and no manifest either; else the manifest is the last file. */
    private void finish(List<UnloadColumn> columns, long rows) {
        Kind kind = fault.map(Faults.Fault::kind).orElse(null);
        String manifest = unload.prefix() + "manifest";
        if (unload.options().manifest() != Unload.ManifestForm.NONE && kind != Kind.NO_MANIFEST) {
            boolean wrong = kind == Kind.WRONG_COUNT;
            boolean verbose = unload.options().manifest() == Unload.ManifestForm.VERBOSE;
            staging.put(
                    unload,
                    manifest,
                    Manifest.json(unload, written, verbose ? columns : List.of(), wrong ? rows + 1 : rows));
        }
        if (kind == null) {
            return;
        }
        PartFile victim = written.get(random.nextInt(written.size()));
        switch (kind) {
            case MISSING_PART -> staging.delete(unload.bucket(), victim.key());
            case TRUNCATED_PART -> {
                byte[] bytes = staging.bytes(unload.bucket(), victim.key());
                staging.put(unload, victim.key(), java.util.Arrays.copyOf(bytes, bytes.length / 2));
            }
            case CORRUPTED_PART -> {
                byte[] bytes = staging.bytes(unload.bucket(), victim.key());
                for (int i = 4; i < Math.min(bytes.length - 4, 64); i++) {
                    bytes[i] ^= 0x5A;
                }
                staging.put(unload, victim.key(), bytes);
            }
            default -> {}
        }
    }

    /** A failed or cancelled UNLOAD leaves what it had written (arthur-redshift-etl #94). */
    private void leavePartialFiles() throws IOException {
        for (Slice slice : slices) {
            if (slice.flush()) {
                return;
            }
        }
    }

    private final class Slice {
        private final int number;
        private int parts;
        private PartWriter writer;

        Slice(int number) {
            this.number = number;
        }

        void write(Object[] row, List<UnloadColumn> columns) throws IOException {
            if (writer == null) {
                long rowGroup = unload.options().rowGroupBytes().orElse(ROW_GROUP_BYTES);
                writer = new PartWriter(columns, shape.rowGroupRows(), rowGroup);
            }
            writer.write(row);
            long limit =
                    Math.min(shape.partBytes(), unload.options().maxFileBytes().orElse(Long.MAX_VALUE) * 9 / 10);
            boolean full = writer.rows() >= shape.partRows() || (writer.rows() % 64 == 0 && writer.bytes() >= limit);
            if (full) {
                flush();
            }
        }

        boolean flush() throws IOException {
            if (writer == null) {
                return false;
            }
            long rows = writer.rows();
            byte[] bytes = writer.finish();
            writer = null;
            String name = unload.options().parallel()
                    ? String.format(Locale.ROOT, "%04d_part_%02d.parquet", number, parts++)
                    : String.format(Locale.ROOT, "%03d.parquet", parts++);
            String key = unload.prefix() + name;
            staging.put(unload, key, bytes);
            written.add(new PartFile(key, bytes.length, rows));
            return true;
        }
    }
}
