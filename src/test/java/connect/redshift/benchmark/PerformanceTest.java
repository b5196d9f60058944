// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.Readme;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** What the README says of the benchmark is a stored report's; {@code -Dreadme.update=true} takes that of the last run. */
class PerformanceTest {
    private static final Path PROJECT = Path.of(System.getProperty("project.dir", ""));
    private static final Path STORED = PROJECT.resolve(".github/benchmark.txt");
    private static final Path PLOT = PROJECT.resolve(".github/benchmark.svg");
    private static final Path LAST = PROJECT.resolve("target/reports/benchmark.txt");
    private static final Result.Match NARROW = new Result.Match("narrow", 1, "json", 1_000);
    private static final Result.Match WIDE = new Result.Match("wide", 4, "avro", 100);
    private static final Report REPORT = new Report(
            List.of("Java 17"),
            List.of(
                    result(NARROW, "ready-made", 2.0),
                    result(NARROW, "redshift", 2.5),
                    result(NARROW, "jdbc", 10.0),
                    result(WIDE, "ready-made", 9.0),
                    result(WIDE, "redshift", 10.0)));

    private static Result result(Result.Match match, String source, double cpu) {
        Spread rows = new Spread(1e6 / cpu, 9e5 / cpu, 2e6 / cpu);
        return new Result(match, source, rounded(rows), List.of(cpu - 0.25, cpu, cpu + 0.5), 1_234);
    }

    private static Spread rounded(Spread spread) {
        return new Spread(Math.round(spread.median()), Math.round(spread.lowest()), Math.round(spread.highest()));
    }

    @Test
    void readmeAndPlotShowTheStoredReport() throws IOException {
        boolean update = Boolean.getBoolean("readme.update");
        if (update && Files.exists(LAST)) {
            Files.writeString(STORED, Files.readString(LAST));
        }
        Report report = Report.parse(Files.readString(STORED));
        assertThat(report.results()).isNotEmpty();
        Readme.requireSection("performance", report.markdown());
        if (update) {
            Files.writeString(PLOT, Plot.of(report));
        }
        assertThat(Files.readString(PLOT)).isEqualTo(Plot.of(report));
    }

    @Test
    void aReportIsReadBackAsItWas() {
        assertThat(Report.parse("decode narrow vs avro: 2.00\n" + REPORT.text()))
                .isEqualTo(REPORT);
    }

    @Test
    void whatIsMeasuredAgainTakesThePlaceOfWhatWas() {
        Result.Match moreRows = new Result.Match("narrow", 1, "json", 2_000);
        Report narrowAgain = new Report(
                List.of("Java 17", "Avro later"),
                List.of(result(moreRows, "ready-made", 3.0), result(moreRows, "redshift", 3.0)));

        Report both = REPORT.and(narrowAgain);

        assertThat(both.notes()).containsExactly("Java 17", "Avro later");
        assertThat(both.of(NARROW)).isEmpty();
        assertThat(both.of(moreRows)).isEqualTo(narrowAgain.results());
        assertThat(both.of(WIDE)).isEqualTo(REPORT.of(WIDE));
    }

    @Test
    void ratiosAreTheOthersCpuByOurs() {
        assertThat(REPORT.text().lines().filter(line -> line.startsWith("end to end")))
                .containsExactly(
                        "end to end json narrow, tables 1: CPU of ready-made / ours: 0.80; our rows/s / theirs: 0.80",
                        "end to end json narrow, tables 1: CPU of jdbc / ours: 4.00; our rows/s / theirs: 4.00",
                        "end to end avro wide, tables 4: CPU of ready-made / ours: 0.90; our rows/s / theirs: 0.90",
                        "end to end json vs ceiling: 0.80",
                        "end to end avro vs ceiling: 0.90");
    }

    @Test
    void ratiosAreOfTheSameRound() {
        Spread rows = new Spread(1, 1, 1);
        Result slowLater = new Result(NARROW, "ready-made", rows, List.of(2.0, 2.0, 4.0), 1);
        Result slowEarlier = new Result(NARROW, "redshift", rows, List.of(2.0, 4.0, 4.0), 1);

        assertThat(slowLater.cpuBy(slowEarlier)).isEqualTo(1.0);
    }

    @Test
    void theWorstShapeIsTheConvertersRatio() {
        Result.Match second = new Result.Match("lineitem", 1, "json", 10);
        Report report = new Report(
                List.of(),
                Stream.concat(
                                REPORT.results().stream(),
                                Stream.of(result(second, "ready-made", 3.0), result(second, "redshift", 6.0)))
                        .toList());

        assertThat(report.text()).contains("end to end json vs ceiling: 0.50\n");
    }

    @Test
    void tableSaysHowMuchOfTheCpuIsTheFrameworks() {
        assertThat(REPORT.markdown())
                .contains("| narrow | json | **redshift** | 400,000 | 2.50 (2.25 to 3.00) | 0.80 | 1,234 |\n")
                .contains("| wide, 4 tables | avro | ready-made | 111,111 | 9.00 (8.75 to 9.50) | 1.00 | 1,234 |\n")
                .endsWith("\n\n* Java 17\n");
    }

    @Test
    void plotHasABarForEachResult() throws Exception {
        Element svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(Plot.of(REPORT).getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();

        assertThat(svg.getTagName()).isEqualTo("svg");
        // And the background.
        assertThat(svg.getElementsByTagName("rect").getLength())
                .isEqualTo(REPORT.results().size() + 1);
    }

    @Test
    void otherBenchmarksSectionsStay(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("benchmark.txt");
        Files.writeString(file, "decode narrow vs avro: 2.00\n");

        ReportFile.put(file, "first\n");
        Files.writeString(file, Files.readString(file) + "more\n");
        ReportFile.put(file, "second\n");

        assertThat(ReportFile.section(file)).isEqualTo("second\n");
        assertThat(Files.readString(file))
                .isEqualTo(
                        """
                        decode narrow vs avro: 2.00
                        more
                        == end to end
                        second
                        == end of end to end
                        """);
    }

    /** The decode benchmarks run first, and an end-to-end run that is to be added to finds what it is added to. */
    @Test
    void otherBenchmarksLeaveTheEndToEndSection(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("benchmark.txt");
        assertThat(ReportFile.section(file)).isEmpty();
        ReportFile.putOthers(file, "decode: 1\n");
        assertThat(ReportFile.section(file)).isEmpty();
        ReportFile.put(file, "end to end\n");

        ReportFile.putOthers(file, "decode: 2\n");

        assertThat(ReportFile.section(file)).isEqualTo("end to end\n");
        assertThat(Files.readString(file)).startsWith("decode: 2\n").doesNotContain("decode: 1");
    }
}
