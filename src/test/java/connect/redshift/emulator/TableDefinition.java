// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import connect.redshift.emulator.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** CREATE TABLE and ALTER TABLE: leaves out Redshift's physical clauses and writes Redshift's default lengths out. */
final class TableDefinition {
    private static final Set<String> NAME_FOLLOWS = Set.of("column", "add", "to", "drop", "rename");

    private final List<SqlToken> tokens;
    private final StringBuilder written = new StringBuilder();
    private int at;
    private int depth;
    private String previous = "";

    private TableDefinition(List<SqlToken> tokens) {
        this.tokens = tokens;
    }

    static String translate(List<SqlToken> tokens) {
        List<SqlToken> meaning = new ArrayList<>(tokens);
        meaning.removeIf(SqlToken::isBlank);
        return new TableDefinition(meaning).run();
    }

    private String run() {
        while (at < tokens.size()) {
            SqlToken token = tokens.get(at);
            if (depth == 0 && token.isWord("AS")) {
                break;
            }
            if (!clause(token)) {
                write(token);
                at++;
            }
        }
        // CREATE TABLE AS: the query is no definition.
        while (at < tokens.size()) {
            write(tokens.get(at++));
        }
        return written.toString();
    }

    private void write(SqlToken token) {
        if (token.isSymbol("(")) {
            depth++;
        } else if (token.isSymbol(")")) {
            depth--;
        }
        boolean tight = token.isSymbol(".")
                || token.isSymbol("::")
                || written.isEmpty()
                || previous.equals(".")
                || previous.equals("::");
        written.append(tight ? "" : " ").append(token.text());
        previous = token.text().toLowerCase(Locale.ROOT);
    }

    private boolean clause(SqlToken token) {
        boolean columnName =
                (depth == 1 && (previous.equals("(") || previous.equals(","))) || NAME_FOLLOWS.contains(previous);
        boolean keyword = token.kind() == Kind.WORD && (!columnName || token.isWord("FOREIGN"));
        if (!keyword || previous.equals(".")) {
            return false;
        }
        switch (token.text().toLowerCase(Locale.ROOT)) {
            case "encode", "diststyle", "backup" -> at += 2;
            case "distkey" -> skipBrackets();
            case "compound", "interleaved" -> at++;
            case "sortkey" -> {
                skipBrackets();
                if (at < tokens.size() && tokens.get(at).isWord("AUTO")) {
                    at++;
                }
            }
            case "references" -> {
                at++;
                while (at < tokens.size()
                        && ((tokens.get(at).isName() && !isConstraintWord())
                                || tokens.get(at).isSymbol("."))) {
                    at++;
                }
                at--;
                skipBrackets();
            }
            case "foreign" -> {
                at++;
                skipBrackets();
                int comma = written.lastIndexOf(",");
                written.setLength(comma < 0 ? written.length() : comma - 1);
                previous = ")";
            }
            case "identity" -> identity();
            case "text", "nvarchar", "varchar", "varying", "bpchar", "decimal", "numeric" -> type(token);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean isConstraintWord() {
        return Set.of("not", "null", "unique", "primary", "default", "encode", "sortkey", "distkey")
                .contains(tokens.get(at).text().toLowerCase(Locale.ROOT));
    }

    /** From a keyword: over it and, if there is one, over the list in brackets after it. */
    private void skipBrackets() {
        at++;
        if (at >= tokens.size() || !tokens.get(at).isSymbol("(")) {
            return;
        }
        int open = 0;
        do {
            open += tokens.get(at).isSymbol("(") ? 1 : tokens.get(at).isSymbol(")") ? -1 : 0;
            at++;
        } while (at < tokens.size() && open > 0);
    }

    private void identity() {
        boolean bare = !previous.equals("as");
        String seed = tokens.get(at + 2).text();
        String step = tokens.get(at + 4).text();
        skipBrackets();
        written.append(bare ? " GENERATED ALWAYS AS" : "")
                .append(" IDENTITY (START WITH " + seed + " INCREMENT BY " + step + ")");
        previous = ")";
    }

    /** VARCHAR and TEXT are VARCHAR(256), BPCHAR is CHAR(256), NUMERIC is NUMERIC(18,0) (developer guide, character and numeric types). */
    private void type(SqlToken token) {
        String name = token.text().toLowerCase(Locale.ROOT);
        boolean sized = at + 1 < tokens.size() && tokens.get(at + 1).isSymbol("(");
        boolean max = sized && tokens.get(at + 2).isWord("MAX");
        String type =
                name.equals("varying") ? "varying" : name.equals("text") || name.equals("nvarchar") ? "varchar" : name;
        at++;
        written.append(' ').append(name.equals("bpchar") ? "char" : type);
        if (max || (name.equals("text") && sized)) {
            at--;
            skipBrackets();
        }
        if (max) {
            written.append("(65535)");
        } else if (!sized || name.equals("text")) {
            written.append(name.equals("decimal") || name.equals("numeric") ? "(18,0)" : "(256)");
        }
        previous = "type";
    }
}
