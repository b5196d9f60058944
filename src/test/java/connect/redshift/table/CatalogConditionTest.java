// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;

import connect.redshift.table.TableFilter.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Redshift is asked to leave out is never a table that is selected. */
final class CatalogConditionTest {
    private static final CatalogCondition CONDITION = new CatalogCondition("s", "t");
    private static final Pattern TERM = Pattern.compile("(s|t) (=|LIKE) '((?:[^']|'')*)'");
    private static final int PATTERNS = Integer.getInteger("catalog.condition.patterns", 20_000);
    private static final String LETTERS = "ab._%|\\'";

    private static String and(String... include) {
        return CONDITION.and(new TableFilter(patterns(include), List.of()));
    }

    private static List<NamePattern> patterns(String... expressions) {
        return Stream.of(expressions).map(NamePattern::of).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            textBlock =
                    """
            shop\\.orders           ! s = 'shop' AND t = 'orders'
            ^shop\\.orders$         ! s = 'shop' AND t = 'orders'
            shop\\.or.*             ! s = 'shop' AND t LIKE 'or%' OR s LIKE 'shop.or%'
            shop\\..*               ! s = 'shop' OR s LIKE 'shop.%'
            shop_[0-9]+\\.orders    ! s LIKE 'shop_%'
            a\\.b\\.c               ! s = 'a' AND t = 'b.c' OR s = 'a.b' AND t = 'c'
            a\\.b|c\\.(d|e)         ! s = 'a' AND t = 'b' OR s = 'c' OR s LIKE 'c.%'
            a\\.b[(]|c\\.d           ! s = 'a' AND t LIKE 'b%' OR s LIKE 'a.b%' OR s = 'c' AND t = 'd'
            a\\.bc*                 ! s = 'a' AND t LIKE 'b%' OR s LIKE 'a.b%'
            a\\\\b\\.it's           ! s = 'a\\\\b' AND t = 'it''s'
            orders                  ! 1 = 0
            """)
    void whatIsLiteralNarrows(String expression, String condition) {
        assertThat(and(expression).replace("\n  OR ", " OR ")).isEqualTo("\nAND (" + condition + ")");
    }

    @ParameterizedTest
    @CsvSource({".*", "(?i)shop\\.orders", ".hop\\.orders", "a?b\\.c", "\\Qa\\E\\.b", "(shop|mall)\\.orders"})
    void whatMayBeginInAnyWayNarrowsNothing(String expression) {
        assertThat(and(expression)).isEmpty();
        assertThat(and("shop\\.orders", expression)).isEmpty();
    }

    @Test
    void schemasNarrowBesides() {
        TableFilter filter = new TableFilter(
                new Names(patterns("shop", "eu_.*"), patterns("x")), new Names(patterns(".*"), List.of()));
        assertThat(CONDITION.and(filter)).isEqualTo("\nAND (s = 'shop'\n  OR s LIKE 'eu_%')");
    }

    @Test
    void manyTablesNarrowToTheirSchemas() {
        String[] many =
                IntStream.range(0, 500).mapToObj(n -> "shop\\.table_" + n).toArray(String[]::new);
        assertThat(and(many)).isEqualTo("\nAND (s = 'shop')");
        String[] more = IntStream.range(0, 500).mapToObj(n -> "s" + n + "\\.t").toArray(String[]::new);
        assertThat(and(more)).isEmpty();
    }

    /**
     * Seen to fail when a letter before a quantifier or behind flags is taken for one that must be there, when brackets in
     * classes and quotes count, when alternatives are overlooked, and when a backslash is LIKE's.
     */
    @Test
    void noSelectedTableIsLeftOut() {
        long seed = Long.getLong("catalog.condition.seed", System.nanoTime());
        System.out.println("catalog.condition.seed=" + seed);
        Random random = new Random(seed);
        int selected = 0;
        int narrowed = 0;
        for (int round = 0; round < PATTERNS; round++) {
            List<NamePattern> patterns = randomPatterns(random);
            TableFilter filter = new TableFilter(patterns, List.of());
            String condition = CONDITION.and(filter);
            narrowed += condition.isEmpty() ? 0 : 1;
            for (int name = 0; name < 20; name++) {
                TableId table = new TableId(text(random), text(random));
                if (filter.test(table)) {
                    selected++;
                    assertThat(holds(condition, table))
                            .as("seed %d: %s selects %s, and Redshift is asked for%s", seed, patterns, table, condition)
                            .isTrue();
                }
            }
        }
        assertThat(selected).as("selected tables").isGreaterThan(PATTERNS / 10);
        assertThat(narrowed).as("narrowed listings").isGreaterThan(PATTERNS / 10);
    }

    private static List<NamePattern> randomPatterns(Random random) {
        List<NamePattern> patterns = new ArrayList<>();
        while (patterns.isEmpty() || random.nextInt(3) == 0) {
            try {
                patterns.add(NamePattern.of(expression(random, 2)));
            } catch (IllegalArgumentException refused) {
                // Any text may come; what is no expression selects nothing.
            }
        }
        return patterns;
    }

    private static String expression(Random random, int depth) {
        StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "^" : "");
        int parts = 1 + random.nextInt(6);
        for (int part = 0; part < parts; part++) {
            text.append(
                    switch (random.nextInt(16)) {
                        case 0 -> ".";
                        case 1 -> ".*";
                        case 2 -> "[ab]";
                        case 3 -> random.nextBoolean() ? "[^]|(a]" : "[(]";
                        case 4 -> "\\Q" + (random.nextBoolean() ? "(" : text(random)) + "\\E";
                        case 5 -> depth == 0 ? "a" : "(" + expression(random, depth - 1) + ")";
                        case 6 -> depth == 0 ? "b" : "(?:" + expression(random, depth - 1) + ")";
                        case 7 -> "|";
                        case 8 -> random.nextInt(4) == 0 ? "(?i)" : "\\.";
                        case 9 -> random.nextBoolean() ? "\\|" : "\\\\";
                        case 10, 11 -> "\\.";
                        default -> String.valueOf("ab_%'".charAt(random.nextInt(5)));
                    });
            text.append(
                    switch (random.nextInt(12)) {
                        case 0 -> "*";
                        case 1 -> "?";
                        case 2 -> "+";
                        case 3 -> "{0,2}";
                        default -> "";
                    });
        }
        return text.append(random.nextInt(8) == 0 ? "$" : "").toString();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(3);
        for (int letter = 0; letter < length; letter++) {
            text.append(LETTERS.charAt(random.nextInt(random.nextBoolean() ? 3 : LETTERS.length())));
        }
        return text.toString();
    }

    /** As Redshift would decide: OR binds less than AND. */
    private static boolean holds(String condition, TableId table) {
        if (condition.isEmpty()) {
            return true;
        }
        String terms = condition.substring("\nAND (".length(), condition.length() - 1);
        return Stream.of(terms.split("\n  OR ", -1))
                .anyMatch(any -> Stream.of(any.split(" AND ", -1)).allMatch(each -> term(each, table)));
    }

    private static boolean term(String term, TableId table) {
        if (term.equals("1 = 0")) {
            return false;
        }
        Matcher found = TERM.matcher(term);
        assertThat(found.matches()).as(term).isTrue();
        String name = found.group(1).equals("s") ? table.schema() : table.name();
        String value = found.group(3).replace("''", "'").replace("\\\\", "\\");
        if (found.group(2).equals("=")) {
            return name.equals(value);
        }
        StringBuilder like = new StringBuilder();
        for (int at = 0; at < value.length(); at++) {
            char letter = value.charAt(at);
            like.append(
                    switch (letter) {
                        case '%' -> ".*";
                        case '_' -> ".";
                        // What follows is no wildcard, as in Redshift.
                        case '\\' -> Pattern.quote(value.substring(at + 1, ++at + 1));
                        default -> Pattern.quote(String.valueOf(letter));
                    });
        }
        return Pattern.compile(like.toString(), Pattern.DOTALL).matcher(name).matches();
    }
}
