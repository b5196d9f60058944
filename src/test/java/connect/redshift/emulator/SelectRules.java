// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import connect.redshift.emulator.SqlToken.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What Redshift refuses of a query that PostgreSQL would run. */
final class SelectRules {
    private static final Set<String> LEADER_FUNCTIONS = Set.of(
            "now",
            "generate_series",
            "statement_timestamp",
            "transaction_timestamp",
            "clock_timestamp",
            "current_setting",
            "pg_last_unload_count",
            "current_schemas",
            "has_table_privilege",
            "has_schema_privilege",
            "age");
    private static final Set<String> LEADER_WORDS =
            Set.of("current_timestamp", "current_time", "localtime", "localtimestamp");
    private static final Set<String> UNKNOWN_WORDS = Set.of(
            "lateral",
            "tablesample",
            "jsonb",
            "json",
            "bytea",
            "uuid",
            "serial",
            "bigserial",
            "money",
            "inet",
            "xml",
            "returning",
            "ordinality");
    private static final Set<String> UNKNOWN_FUNCTIONS = Set.of(
            "string_agg",
            "gen_random_uuid",
            "date_bin",
            "make_date",
            "make_timestamp",
            "make_interval",
            "format",
            "encode",
            "decode_hex",
            "to_json",
            "to_jsonb",
            "row_to_json",
            "json_build_object",
            "regexp_matches",
            "unnest",
            "md5_hex",
            "pg_sleep",
            "array_agg",
            "redshift_sysdate",
            "redshift_dateadd",
            "redshift_datediff");
    private static final Set<String> TRIMMING = Set.of("extract", "trim", "substring", "overlay", "position");

    private SelectRules() {}

    /** An UNLOAD's query: a SELECT without an outer LIMIT. */
    static String checked(String query) {
        List<SqlToken> tokens = SqlScanner.meaning(query);
        if (tokens.isEmpty()
                || (!tokens.get(0).isWord("SELECT") && !tokens.get(0).isWord("WITH"))) {
            throw SqlFailure.syntax(
                    tokens.isEmpty() ? "end of input" : tokens.get(0).text());
        }
        int depth = 0;
        for (SqlToken token : tokens) {
            if (token.isSymbol("(")) {
                depth++;
            } else if (token.isSymbol(")")) {
                depth--;
            } else if (depth == 0 && (token.isWord("LIMIT") || token.isWord("FETCH") || token.isWord("TOP"))) {
                throw new SqlFailure("ERROR: Limit clause is not supported: " + query);
            } else if (token.isSymbol(";")) {
                throw SqlFailure.syntax(";");
            }
        }
        return query;
    }

    private static final Set<String> STATEMENTS = Set.of(
            "select",
            "with",
            "insert",
            "update",
            "delete",
            "merge",
            "create",
            "drop",
            "alter",
            "truncate",
            "set",
            "reset",
            "show",
            "analyze",
            "vacuum",
            "comment",
            "grant",
            "revoke",
            "call",
            "explain",
            "begin",
            "commit",
            "rollback");

    static void checkStatement(List<SqlToken> tokens) {
        if (tokens.isEmpty() || !STATEMENTS.contains(tokens.get(0).text().toLowerCase(Locale.ROOT))) {
            throw SqlFailure.syntax(
                    tokens.isEmpty() ? "end of input" : tokens.get(0).text());
        }
        check(tokens, false);
    }

    static void check(List<SqlToken> tokens, boolean unload) {
        boolean leaderOnly = false;
        String leaderName = "";
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            if (token.isSymbol(";")) {
                throw new SqlFailure("ERROR: cannot insert multiple commands into a prepared statement");
            }
            if (token.kind() == Kind.DOLLAR) {
                throw new SqlFailure("ERROR: the local Redshift takes no dollar-quoted strings");
            }
            if (token.kind() != Kind.WORD || (i > 0 && tokens.get(i - 1).isSymbol("."))) {
                continue;
            }
            String word = token.text().toLowerCase(Locale.ROOT);
            boolean call = i + 1 < tokens.size() && tokens.get(i + 1).isSymbol("(");
            refuseUnknown(tokens, i, word, call);
            if ((call ? LEADER_FUNCTIONS : LEADER_WORDS).contains(word)) {
                leaderOnly = true;
                leaderName = word;
            }
        }
        Relations relations = Relations.of(tokens);
        if ((relations.user() || unload) && (leaderOnly || relations.catalog())) {
            throw new SqlFailure(
                    "ERROR: Specified types or functions (one per INFO message) not supported on Redshift tables."
                            + (leaderOnly ? "\n  Detail: Function \"" + leaderName + "()\" not supported." : ""));
        }
    }

    private static void refuseUnknown(List<SqlToken> tokens, int i, String word, boolean call) {
        boolean next = i + 1 < tokens.size();
        boolean unknown = (!call && UNKNOWN_WORDS.contains(word) && !isColumnReference(tokens, i))
                || (call && UNKNOWN_FUNCTIONS.contains(word))
                || (word.equals("distinct") && next && tokens.get(i + 1).isWord("ON"))
                || (word.equals("on") && next && tokens.get(i + 1).isWord("CONFLICT"))
                || (word.equals("filter") && call)
                || (word.equals("array") && next && tokens.get(i + 1).isSymbol("["))
                || (word.equals("for")
                        && next
                        && (tokens.get(i + 1).isWord("UPDATE")
                                || tokens.get(i + 1).isWord("SHARE")));
        if (unknown) {
            throw new SqlFailure("ERROR: \"" + word + "\" is PostgreSQL's, Redshift does not have it");
        }
    }

    /** Types are written after {@code ::}, {@code AS} or a column's name; a bare word elsewhere is a column. */
    private static boolean isColumnReference(List<SqlToken> tokens, int i) {
        if (Set.of("lateral", "tablesample", "returning", "ordinality")
                .contains(tokens.get(i).text().toLowerCase(Locale.ROOT))) {
            return false;
        }
        if (i == 0) {
            return true;
        }
        boolean definition = tokens.get(0).isWord("CREATE") || tokens.get(0).isWord("ALTER");
        boolean cast = tokens.get(i - 1).isWord("AS")
                && i + 1 < tokens.size()
                && tokens.get(i + 1).isSymbol(")");
        return !tokens.get(i - 1).isSymbol("::")
                && !cast
                && !(definition
                        && tokens.get(i - 1).isName()
                        && !tokens.get(i - 1).isWord("SELECT"));
    }

    /** Which kinds of relations a statement reads or writes. */
    private record Relations(boolean user, boolean catalog) {
        static Relations of(List<SqlToken> tokens) {
            Set<String> declared = declared(tokens);
            Deque<String> calls = new ArrayDeque<>();
            boolean user = false;
            boolean catalog = false;
            for (int i = 0; i < tokens.size(); i++) {
                SqlToken token = tokens.get(i);
                if (token.isSymbol("(")) {
                    calls.push(i > 0 ? tokens.get(i - 1).text().toLowerCase(Locale.ROOT) : "");
                } else if (token.isSymbol(")") && !calls.isEmpty()) {
                    calls.pop();
                }
                boolean reads = token.isWord("FROM") && !(!calls.isEmpty() && TRIMMING.contains(calls.peek()));
                boolean relation = reads || token.isWord("JOIN") || token.isWord("INTO") || token.isWord("UPDATE");
                if (!relation || i + 1 >= tokens.size() || !tokens.get(i + 1).isName()) {
                    continue;
                }
                String name = tokens.get(i + 1).name(false);
                boolean isCatalog = isCatalog(name);
                catalog |= isCatalog;
                user |= !isCatalog && !declared.contains(name) && !name.equals("generate_series");
            }
            return new Relations(user, catalog);
        }

        private static Set<String> declared(List<SqlToken> tokens) {
            Set<String> names = new HashSet<>();
            for (int i = 0; i + 2 < tokens.size(); i++) {
                if (tokens.get(i).isName()
                        && tokens.get(i + 1).isWord("AS")
                        && tokens.get(i + 2).isSymbol("(")) {
                    names.add(tokens.get(i).name(false));
                }
            }
            return names;
        }

        private static boolean isCatalog(String name) {
            return name.startsWith("pg_")
                    || name.equals("information_schema")
                    || name.startsWith("svv_")
                    || name.startsWith("stv_")
                    || name.startsWith("stl_")
                    || name.startsWith("sys_");
        }
    }
}
