// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import connect.redshift.emulator.SqlToken.Kind;
import java.util.List;

/** Users, roles and grants as PostgreSQL has them, where a role needs no word that says so. */
final class Privileges {
    private Privileges() {}

    static boolean areMeant(List<SqlToken> meaning) {
        if (meaning.size() < 3) {
            return false;
        }
        SqlToken second = meaning.get(1);
        return meaning.get(0).isWord("GRANT")
                || meaning.get(0).isWord("REVOKE")
                || (meaning.get(0).isWord("ALTER") && (second.isWord("DEFAULT") || second.isWord("USER")))
                || (meaning.get(0).isWord("CREATE") && second.isWord("USER"));
    }

    /** Changes {@code tokens} in place. */
    static void translate(List<SqlToken> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            int before = Dialect.neighbour(tokens, i, -1);
            if (before < 0) {
                continue;
            }
            SqlToken word = tokens.get(before);
            if (tokens.get(i).isWord("ROLE")
                    && (word.isWord("GRANT") || word.isWord("REVOKE") || word.isWord("TO") || word.isWord("FROM"))) {
                tokens.set(i, new SqlToken(Kind.WORD, ""));
            }
            if (tokens.get(i).isWord("DISABLE") && word.isWord("PASSWORD")) {
                tokens.set(i, new SqlToken(Kind.WORD, "NULL"));
            }
        }
    }
}
