// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import connect.redshift.emulator.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes a Redshift statement as the PostgreSQL behind the local warehouse understands it, token by token. */
record Dialect(String database, boolean caseSensitive) {
    private static final int LONGEST_NAME = 63;
    private static final Map<String, String> RENAMED = Map.of(
            "nvl", "coalesce",
            "dateadd", "redshift_dateadd",
            "date_add", "redshift_dateadd",
            "datediff", "redshift_datediff",
            "date_diff", "redshift_datediff",
            "datepart", "date_part",
            "pgdate_part", "date_part",
            "current_database", "redshift_database");
    private static final Set<String> UNIT_FIRST =
            Set.of("dateadd", "date_add", "datediff", "date_diff", "datepart", "date_part", "pgdate_part");

    String translate(String sql) {
        List<SqlToken> tokens = SqlScanner.tokens(sql);
        List<SqlToken> written = new ArrayList<>(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            written.add(translated(tokens, i));
        }
        dropDatabase(written);
        List<SqlToken> meaning = SqlScanner.meaning(sql);
        if (Privileges.areMeant(meaning)) {
            Privileges.translate(written);
        }
        if (isLateBound(meaning)) {
            return lateBound(written);
        }
        boolean definition = meaning.size() > 2
                && (meaning.get(0).isWord("CREATE") || meaning.get(0).isWord("ALTER"))
                && meaning.stream().limit(4).anyMatch(token -> token.isWord("TABLE"));
        return definition ? TableDefinition.translate(written) : SqlText.join(written);
    }

    private static boolean isLateBound(List<SqlToken> meaning) {
        int end = meaning.size();
        return end > 4
                && meaning.get(0).isWord("CREATE")
                && meaning.get(end - 4).isWord("WITH")
                && meaning.get(end - 3).isWord("NO")
                && meaning.get(end - 2).isWord("SCHEMA")
                && meaning.get(end - 1).isWord("BINDING");
    }

    /** PostgreSQL binds every view; an option that changes nothing here tells the catalog which ones are not bound. */
    private static String lateBound(List<SqlToken> written) {
        List<SqlToken> view = new ArrayList<>(written);
        for (int word = 0; word < 4; word++) {
            view.remove(neighbour(view, view.size(), -1));
        }
        int as = 0;
        while (!view.get(as).isWord("AS")) {
            as++;
        }
        view.add(as, new SqlToken(Kind.WORD, "WITH (security_barrier=true) "));
        return SqlText.join(view);
    }

    private SqlToken translated(List<SqlToken> tokens, int i) {
        SqlToken token = tokens.get(i);
        if (token.kind() == Kind.QUOTED) {
            String name = token.name(caseSensitive);
            refuseLong(name);
            return new SqlToken(Kind.QUOTED, SqlText.identifier(name));
        }
        if (token.kind() != Kind.WORD) {
            return token;
        }
        refuseLong(token.text());
        int before = neighbour(tokens, i, -1);
        int after = neighbour(tokens, i, 1);
        if (before >= 0 && tokens.get(before).isSymbol(".")) {
            return token;
        }
        boolean call = after >= 0 && tokens.get(after).isSymbol("(");
        String word = token.text().toLowerCase(Locale.ROOT);
        if (word.equals("sysdate") && !call) {
            return new SqlToken(Kind.WORD, "redshift_sysdate()");
        }
        if (call && RENAMED.containsKey(word)) {
            return new SqlToken(Kind.WORD, RENAMED.get(word));
        }
        boolean unit = after >= 0
                && tokens.get(after).isSymbol(",")
                && before >= 0
                && tokens.get(before).isSymbol("(")
                && isUnitFirst(tokens, before);
        return unit ? new SqlToken(Kind.STRING, "'" + word + "'") : token;
    }

    private static boolean isUnitFirst(List<SqlToken> tokens, int bracket) {
        int function = neighbour(tokens, bracket, -1);
        return function >= 0 && UNIT_FIRST.contains(tokens.get(function).text().toLowerCase(Locale.ROOT));
    }

    /** Three-part names: the warehouse's own database is the only one there is. */
    private void dropDatabase(List<SqlToken> tokens) {
        for (int i = 0; i + 4 < tokens.size(); i++) {
            boolean threeParts = tokens.get(i).isName()
                    && tokens.get(i + 1).isSymbol(".")
                    && tokens.get(i + 2).isName()
                    && tokens.get(i + 3).isSymbol(".")
                    && tokens.get(i + 4).isName();
            boolean starts = i == 0 || !tokens.get(i - 1).isSymbol(".");
            if (threeParts && starts && tokens.get(i).name(caseSensitive).equals(database)) {
                tokens.subList(i, i + 2).clear();
            }
        }
    }

    /** PostgreSQL cuts longer names silently; Redshift takes 127 bytes. */
    private static void refuseLong(String name) {
        if (SqlText.bytes(name) > LONGEST_NAME) {
            throw new SqlFailure("ERROR: the local Redshift takes names of up to 63 bytes: " + name);
        }
    }

    static int neighbour(List<SqlToken> tokens, int from, int step) {
        int i = from + step;
        while (i >= 0 && i < tokens.size() && tokens.get(i).isBlank()) {
            i += step;
        }
        return i >= 0 && i < tokens.size() ? i : -1;
    }
}
