// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was measured end to end, as text for people that is read back to make the README's table and plot from it.
 *
 * @param notes what was found beside the results, a line each
 */
record Report(List<String> notes, List<Result> results) {
    private static final String NOTE = "# ";
    private static final String TABLE = "%-9s %6s %-9s %9s  %-10s %10s %21s %11s %41s %10s%n";
    private static final Pattern LINE = Pattern.compile(
            "(\\S+) +(\\d) (\\S+) +(\\d+)  (\\S+) +(\\d+) +(\\d+)\\.\\.(\\d+) +([\\d.]+) +([\\d./]+) +(\\d+)");
    private static final String ROUNDS = "/";
    private static final String OURS = Contestant.Source.OURS.label();
    private static final String CEILING = Contestant.Source.READY_MADE.label();

    Report {
        notes = List.copyOf(notes);
        results = List.copyOf(results);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        notes.forEach(note -> text.append(NOTE).append(note).append('\n'));
        text.append(TABLE.formatted(
                "shape",
                "tables",
                "converter",
                "rows",
                "source",
                "rows/s",
                "low..high",
                "CPU us/row",
                "round by round",
                "bytes/row"));
        for (Result result : results) {
            text.append(line(result));
        }
        for (Result.Match match : matches()) {
            for (Result other : against(match)) {
                text.append("end to end %s %s, tables %d: CPU of %s / ours: %s; our rows/s / theirs: %s%n"
                        .formatted(
                                match.converter(),
                                match.shape(),
                                match.tables(),
                                other.source(),
                                two(cpuRatio(other)),
                                two(ours(match).rowsPerSecond().median()
                                        / other.rowsPerSecond().median())));
            }
        }
        for (String converter : converters()) {
            worst(converter)
                    .ifPresent(ratio -> text.append("end to end %s vs ceiling: %s%n".formatted(converter, two(ratio))));
        }
        return text.toString();
    }

    private static String line(Result result) {
        Result.Match match = result.match();
        Spread rows = result.rowsPerSecond();
        return TABLE.formatted(
                match.shape(),
                match.tables(),
                match.converter(),
                match.rows(),
                result.source(),
                Math.round(rows.median()),
                Math.round(rows.lowest()) + ".." + Math.round(rows.highest()),
                two(result.cpu().median()),
                result.cpuByRound().stream().map(Report::two).collect(Collectors.joining(ROUNDS)),
                Math.round(result.allocated()));
    }

    /** Reads {@link #text} back; other lines are not looked at. */
    static Report parse(String text) {
        List<String> notes = text.lines()
                .filter(line -> line.startsWith(NOTE))
                .map(line -> line.substring(NOTE.length()))
                .toList();
        List<Result> results = text.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(Report::result)
                .toList();
        return new Report(notes, results);
    }

    private static Result result(Matcher line) {
        return new Result(
                new Result.Match(
                        line.group(1), Integer.parseInt(line.group(2)), line.group(3), Long.parseLong(line.group(4))),
                line.group(5),
                new Spread(number(line, 6), number(line, 7), number(line, 8)),
                Stream.of(line.group(10).split(ROUNDS, -1))
                        .map(Double::parseDouble)
                        .toList(),
                number(line, 11));
    }

    private static double number(Matcher line, int group) {
        return Double.parseDouble(line.group(group));
    }

    /** This and what was measured later, perhaps with other converters or shapes. */
    Report and(Report later) {
        return new Report(
                Stream.concat(
                                notes.stream().filter(note -> later.notes.stream()
                                        .noneMatch(other -> subject(other).equals(subject(note)))),
                                later.notes.stream())
                        .toList(),
                Stream.concat(
                                results.stream().filter(result -> later.matches().stream()
                                        .noneMatch(match -> match.isOfSameKind(result.match()))),
                                later.results.stream())
                        .toList());
    }

    /** What a note is about: what stands in front of its colon. */
    private static String subject(String note) {
        return note.split(": ", 2)[0];
    }

    /** In the order of the results. */
    List<Result.Match> matches() {
        return results.stream().map(Result::match).distinct().toList();
    }

    List<Result> of(Result.Match match) {
        return results.stream().filter(result -> result.match().equals(match)).toList();
    }

    private List<Result> against(Result.Match match) {
        return of(match).stream()
                .filter(result -> !result.source().equals(OURS))
                .toList();
    }

    private Result ours(Result.Match match) {
        return of(match).stream()
                .filter(result -> result.source().equals(OURS))
                .findFirst()
                .orElseThrow();
    }

    /** The other's CPU a row by ours: above 1 where we need less. */
    double cpuRatio(Result other) {
        return other.cpuBy(ours(other.match()));
    }

    private Stream<String> converterNames() {
        return results.stream().map(result -> result.match().converter()).distinct();
    }

    private List<String> converters() {
        return converterNames().toList();
    }

    /** The lowest ratio of all shapes: what counts is the worst. */
    private Optional<Double> worst(String converter) {
        return results.stream()
                .filter(result -> result.source().equals(CEILING)
                        && result.match().converter().equals(converter))
                .map(this::cpuRatio)
                .min(Comparator.naturalOrder());
    }

    /** The README's table. */
    String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add("| rows | converter | source | rows/s | CPU µs/row | ready-made ÷ it | bytes allocated/row |");
        lines.add("|---|---|---|---|---|---|---|");
        for (Result.Match match : matches()) {
            Result ceiling = of(match).stream()
                    .filter(result -> result.source().equals(CEILING))
                    .findFirst()
                    .orElseThrow();
            for (Result result : of(match)) {
                lines.add("| %s%s | %s | %s | %,d | %s (%s to %s) | %s | %,d |"
                        .formatted(
                                match.shape(),
                                match.tables() == 1 ? "" : ", %d tables".formatted(match.tables()),
                                match.converter(),
                                result.source().equals(OURS) ? "**" + OURS + "**" : result.source(),
                                Math.round(result.rowsPerSecond().median()),
                                two(result.cpu().median()),
                                two(result.cpu().lowest()),
                                two(result.cpu().highest()),
                                two(ceiling.cpuBy(result)),
                                Math.round(result.allocated())));
            }
        }
        lines.add("");
        notes.forEach(note -> lines.add("* " + note));
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }

    private static String two(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }
}
