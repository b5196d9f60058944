// SPDX-License-Identifier: Apache-2.0
package connect.redshift.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** CPU time a row as bars, one group a match, as SVG. */
final class Plot {
    private static final int LABELS = 190;
    private static final int BARS = 520;
    private static final int BAR = 16;
    private static final int GAP = 14;
    private static final Map<String, String> COLORS = Map.of(
            Contestant.Source.OURS.label(), "#d1495b",
            Contestant.Source.READY_MADE.label(), "#8d99ae",
            Contestant.Source.JDBC.label(), "#30638e",
            Contestant.Source.JDBC_LARGE_BATCHES.label(), "#5fa8d3");

    private Plot() {}

    static String of(Report report) {
        StringBuilder bars = new StringBuilder();
        int y = 44;
        for (Result.Match match : report.matches()) {
            List<Result> group = report.of(match);
            double longest = group.stream()
                    .mapToDouble(result -> result.cpu().highest())
                    .max()
                    .orElseThrow();
            bars.append(text(8, y + 12, "start", "%s, %s".formatted(name(match), match.converter())));
            for (Result result : group) {
                bars.append(bar(result, y, BARS / longest));
                y += BAR;
            }
            y += GAP;
        }
        int width = LABELS + BARS + 90;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
                font-family="sans-serif" font-size="12">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                %3$s%4$s</svg>
                """
                .formatted(
                        width,
                        y,
                        text(
                                8,
                                22,
                                "start",
                                "CPU time of the worker for each row in µs, median and range; less is better; each"
                                        + " group has its own scale"),
                        bars);
    }

    private static String name(Result.Match match) {
        return match.tables() == 1 ? match.shape() : "%s, %d tables".formatted(match.shape(), match.tables());
    }

    private static String bar(Result result, int y, double scale) {
        Spread cpu = result.cpu();
        int middle = y + BAR / 2;
        return text(LABELS - 6, y + 12, "end", result.source())
                + String.format(
                        Locale.ROOT,
                        """
                        <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
                        <path d="M%.1f %dH%.1f" stroke="#222222"/>
                        """,
                        LABELS,
                        y + 2,
                        cpu.median() * scale,
                        BAR - 4,
                        COLORS.getOrDefault(result.source(), "#555555"),
                        LABELS + cpu.lowest() * scale,
                        middle,
                        LABELS + cpu.highest() * scale)
                + text(
                        (int) (LABELS + cpu.highest() * scale) + 6,
                        y + 12,
                        "start",
                        String.format(Locale.ROOT, "%.2f", cpu.median()));
    }

    private static String text(int x, int y, String anchor, String words) {
        return "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#222222\">%s</text>\n".formatted(x, y, anchor, words);
    }
}
