// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.rows.RowReader.RowPosition;
import connect.redshift.rows.SamplePart.Shape;
import connect.redshift.staging.Part;
import connect.redshift.testing.InMemoryStaging;
import connect.redshift.testing.PartFile;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A part of the usual length: all of it, and its last row behind all the others. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ResumeBenchmark {
    private static final int BATCH = 2_048;

    @Param
    public Shape shape;

    private final InMemoryStaging staging = new InMemoryStaging();
    private SamplePart sample;
    private Part part;

    /** The part's bytes. */
    @Setup
    public void write() {
        sample = SamplePart.ofUsualLength(shape);
        part = PartFile.part("s3://bucket/folder/part", sample.content(), sample.rows());
        staging.write(part.uri(), sample.content());
    }

    @Benchmark
    public void all(Blackhole hole) {
        read(RowPosition.START, hole);
    }

    @Benchmark
    public void last(Blackhole hole) {
        read(new RowPosition(0, sample.rows() - 1), hole);
    }

    private void read(RowPosition from, Blackhole hole) {
        ParquetRowReaderFactory factory =
                new ParquetRowReaderFactory(staging, Runnable::run, ReadAhead.DEFAULT, new ByteBudget(80 << 20));
        try (RowReader reader = factory.open(sample.layout(), List.of(part), from, () -> {})) {
            while (!reader.finished()) {
                hole.consume(reader.next(BATCH));
            }
        }
    }
}
