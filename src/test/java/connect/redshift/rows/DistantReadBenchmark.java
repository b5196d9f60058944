// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.emulator.LocalS3;
import connect.redshift.rows.RowReader.RowPosition;
import connect.redshift.rows.SamplePart.Shape;
import connect.redshift.staging.Part;
import connect.redshift.staging.S3Staging;
import connect.redshift.staging.S3Uri;
import connect.redshift.testing.InMemoryStaging;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import software.amazon.awssdk.services.s3.S3Client;

/** An export of four parts of 64 MB, read from an S3 that answers after 30 ms with 90 MB/s a connection. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DistantReadBenchmark {
    private static final int BATCH = 2_048;
    private static final int PARTS = 4;

    @Param
    public Shape shape;

    private SamplePart sample;
    private List<Part> parts;
    private int rows;
    private DistantS3 s3;
    private S3Client client;
    private S3Staging staging;
    private ExecutorService threads;

    /** The parts' bytes, and who serves them. */
    @Setup
    public void write() throws IOException {
        sample = SamplePart.ofUsualLength(shape);
        rows = sample.rows();
        s3 = new DistantS3(sample.content(), Duration.ofMillis(30), 90_000_000);
        client = LocalS3.client(s3.endpoint(), "key", "secret");
        staging = new S3Staging(client);
        parts = IntStream.range(0, PARTS)
                .mapToObj(part -> new Part(
                        S3Uri.parse("s3://bucket/export/%04d_part_00.parquet".formatted(part)),
                        sample.content().length,
                        rows))
                .toList();
        threads = Executors.newFixedThreadPool(ReadAhead.DEFAULT.readsAtOnce());
    }

    @TearDown
    public void close() {
        threads.shutdownNow();
        client.close();
        s3.close();
    }

    /** Row groups ahead, in ranges side by side. */
    @Benchmark
    public void ahead(Blackhole hole) throws InterruptedException {
        Semaphore ready = new Semaphore(0);
        long before = s3.sent();
        ParquetRowReaderFactory factory =
                new ParquetRowReaderFactory(staging, threads, ReadAhead.DEFAULT, new ByteBudget(80 << 20));
        try (RowReader reader = factory.open(sample.layout(), parts, new RowPosition(0, 0), () -> ready.release())) {
            while (!reader.finished()) {
                RowBatch batch = reader.next(BATCH);
                if (batch.size() == 0 && !reader.finished()) {
                    ready.acquire();
                    ready.drainPermits();
                }
                hole.consume(batch);
            }
        }
        long fetched = s3.sent() - before;
        long staged = (long) PARTS * sample.content().length;
        if (fetched > staged + (long) PARTS * ReadAhead.DEFAULT.tailBytes()) {
            throw new IllegalStateException("%d bytes were fetched of %d".formatted(fetched, staged));
        }
    }

    /** Each part as a whole, then its rows. */
    @Benchmark
    public void whole(Blackhole hole) {
        for (Part part : parts) {
            byte[] bytes = new byte[(int) part.bytes()];
            staging.readRange(part, 0, bytes, 0, bytes.length);
            decode(part, bytes, hole);
        }
    }

    /** What is left when S3 takes no time. */
    @Benchmark
    public void decoded(Blackhole hole) {
        for (Part part : parts) {
            decode(part, sample.content(), hole);
        }
    }

    private void decode(Part part, byte[] bytes, Blackhole hole) {
        InMemoryStaging memory = new InMemoryStaging();
        memory.write(part.uri(), bytes);
        ParquetRowReaderFactory factory =
                new ParquetRowReaderFactory(memory, Runnable::run, ReadAhead.DEFAULT, new ByteBudget(80 << 20));
        try (RowReader reader = factory.open(sample.layout(), List.of(part), RowPosition.START, () -> {})) {
            while (!reader.finished()) {
                hole.consume(reader.next(BATCH));
            }
        }
    }
}
