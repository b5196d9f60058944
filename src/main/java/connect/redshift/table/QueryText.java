// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import connect.redshift.table.SqlPieces.Kind;
import connect.redshift.table.SqlPieces.Piece;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A user's SELECT, to be read as if it were a table: one statement that is whole by itself, so that it cannot reach out
 * of the brackets that are put around it, with <code>${after}</code> and <code>${upTo}</code> where the user wants the
 * window's ends pushed to.
 *
 * @param sql without a semicolon and what follows it
 */
public record QueryText(String sql) {
    /** Stands for the watermark that all rows of a window are greater than. */
    public static final String AFTER = "${after}";
    /** Stands for the greatest watermark of a window. */
    public static final String UP_TO = "${upTo}";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}?");
    /** Read as placed: the row of the window's last watermark would be left out, and never read again. */
    private static final Pattern LOSES_THE_LAST = Pattern.compile("<\\s*\\$\\{upTo}|\\$\\{upTo}\\s*>(?!=)");

    private static final Set<String> LIMITS = Set.of("limit", "offset");
    private static final Set<String> OPERATORS = Set.of("union", "intersect", "except", "minus");

    /**
     * A query; throws {@link IllegalArgumentException} with what is wrong, as the end of a sentence on the text.
     *
     * @param whole whether it is read as a whole, by no watermark
     */
    public static QueryText parse(String text, boolean whole) {
        List<Piece> pieces = withoutEnd(SqlPieces.of(text));
        List<Piece> meaning =
                pieces.stream().filter(piece -> !piece.meansNothing()).toList();
        SqlPieces.requireBalance(pieces);
        requireSelect(meaning);
        requirePlaceholders(pieces, whole);
        requireOnlyReads(meaning, whole);
        return new QueryText(joined(pieces).strip());
    }

    /** What is in front of a semicolon behind which nothing follows; every other one begins another statement. */
    private static List<Piece> withoutEnd(List<Piece> pieces) {
        int end = 0;
        while (end < pieces.size() && !pieces.get(end).is(";")) {
            end++;
        }
        if (pieces.subList(end, pieces.size()).stream().anyMatch(piece -> !piece.meansNothing() && !piece.is(";"))) {
            throw new IllegalArgumentException("it has several statements; write one, and no \";\" but at its end");
        }
        return pieces.subList(0, end);
    }

    private static void requireSelect(List<Piece> meaning) {
        Piece first = meaning.stream()
                .filter(piece -> !piece.is("("))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it has no statement"));
        if (!first.isWord("SELECT") && !first.isWord("WITH")) {
            throw new IllegalArgumentException(
                    "it begins with \"%s\"; write a SELECT, or one with its WITH in front".formatted(first.text()));
        }
    }

    private static void requirePlaceholders(List<Piece> pieces, boolean whole) {
        for (Piece piece : pieces) {
            if (piece.kind() == Kind.QUOTED && piece.text().contains("${")) {
                throw new IllegalArgumentException(
                        ("it has ${…} in quotes, %s; ${after} and ${upTo} are written without any, and nothing else is put"
                                        + " in their place")
                                .formatted(piece.text()));
            }
        }
        String plain = plain(pieces);
        for (Matcher found = PLACEHOLDER.matcher(plain); found.find(); ) {
            if (!found.group().equals(AFTER) && !found.group().equals(UP_TO)) {
                throw new IllegalArgumentException(
                        "it has %s; there are ${after} and ${upTo}".formatted(found.group()));
            }
            if (whole) {
                throw new IllegalArgumentException("it has %s, and mode=bulk has no windows".formatted(found.group()));
            }
        }
        if (LOSES_THE_LAST.matcher(plain).find()) {
            throw new IllegalArgumentException(
                    "it leaves out rows whose watermark is ${upTo}, which no other window has; write <= ${upTo}");
        }
    }

    /** A limit of each window would leave out rows that no other window has; of a whole, it is the user's affair. */
    private static void requireOnlyReads(List<Piece> meaning, boolean whole) {
        Deque<Boolean> outer = new ArrayDeque<>(List.of(true));
        for (int index = 0; index < meaning.size(); index++) {
            Piece piece = meaning.get(index);
            if (piece.is("(")) {
                outer.push(outer.element() && beginsAnOperand(meaning.subList(0, index)));
            } else if (piece.is(")")) {
                outer.pop();
            }
            boolean name = index > 0 && isPartOfAName(meaning.get(index - 1));
            if (!outer.element() || piece.kind() != Kind.WORD || name) {
                continue;
            }
            if (piece.isWord("INTO")) {
                throw new IllegalArgumentException("it writes (INTO); write a SELECT that only reads");
            }
            if (!whole && (LIMITS.contains(piece.text().toLowerCase(Locale.ROOT)) || isTop(meaning, index))) {
                throw new IllegalArgumentException(
                        ("it is limited (%s), which would leave rows out of every window for good; take that out, or read the"
                                        + " query as a whole (mode=bulk)")
                                .formatted(piece.text().toUpperCase(Locale.ROOT)));
            }
        }
    }

    /** Whether what a bracket opens behind these is the query itself or one of those that it is put together of. */
    private static boolean beginsAnOperand(List<Piece> before) {
        if (before.stream().allMatch(piece -> piece.is("("))) {
            return true;
        }
        int last = before.size() - 1;
        Piece piece = before.get(last);
        boolean qualified = piece.isWord("ALL") || piece.isWord("DISTINCT");
        return piece.is(")") || isOperator(qualified && last > 0 ? before.get(last - 1) : piece);
    }

    private static boolean isOperator(Piece piece) {
        return OPERATORS.contains(piece.text().toLowerCase(Locale.ROOT));
    }

    private static boolean isPartOfAName(Piece before) {
        return before.is(".") || before.isWord("AS");
    }

    private static boolean isTop(List<Piece> meaning, int index) {
        if (!meaning.get(index).isWord("TOP") || index == 0 || index + 1 == meaning.size()) {
            return false;
        }
        Piece before = meaning.get(index - 1);
        return (before.isWord("SELECT") || before.isWord("DISTINCT") || before.isWord("ALL"))
                && Character.isDigit(meaning.get(index + 1).text().charAt(0));
    }

    /** Whether it says where the window's ends are pushed to. */
    public boolean hasPlaceholders() {
        return PLACEHOLDER.matcher(plain(SqlPieces.of(sql))).find();
    }

    /** The query between these ends, each as SQL. */
    String sql(String after, String upTo) {
        return spread(plain -> plain.replace(AFTER, after).replace(UP_TO, upTo));
    }

    private String spread(UnaryOperator<String> change) {
        StringBuilder whole = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        for (Piece piece : SqlPieces.of(sql)) {
            if (piece.kind() != Kind.COMMENT) {
                plain.append(piece.text());
                continue;
            }
            whole.append(change.apply(plain.toString())).append(piece.text());
            plain.setLength(0);
        }
        return whole.append(change.apply(plain.toString())).toString();
    }

    /**
     * Names this text in offsets, in 16 hexadecimal digits: another one where it may mean other rows, the same where only
     * comments and white space differ.
     */
    public String hash() {
        List<String> words = new ArrayList<>();
        boolean apart = false;
        for (Piece piece : SqlPieces.of(sql)) {
            if (!piece.meansNothing()) {
                words.add((apart && !words.isEmpty() ? " " : "") + piece.text());
            }
            apart = piece.meansNothing();
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("", words).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String plain(List<Piece> pieces) {
        return joined(
                pieces.stream().filter(piece -> piece.kind() != Kind.COMMENT).toList());
    }

    private static String joined(List<Piece> pieces) {
        return pieces.stream().map(Piece::text).collect(Collectors.joining());
    }
}
