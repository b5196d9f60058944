// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import connect.redshift.emulator.SqlToken.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request's named parameters: values only, implicitly cast; inside UNLOAD's literal {@code :name} is text. */
record Parameters(Map<String, String> values) {
    static Parameters of(JsonNode body) {
        Map<String, String> values = new HashMap<>();
        for (JsonNode parameter : body.path("Parameters")) {
            String name = parameter.path("name").asText("");
            String value = parameter.path("value").asText("");
            if (!name.matches("[0-9a-zA-Z_]+") || value.isEmpty()) {
                throw ApiFailure.validation("A parameter needs a name of letters, digits or _, and a value.");
            }
            values.put(name, value);
        }
        return new Parameters(values);
    }

    List<String> fill(List<String> sqls) {
        Set<String> used = new HashSet<>();
        List<String> filled = sqls.stream().map(sql -> fill(sql, used)).toList();
        for (String name : values.keySet()) {
            if (!used.contains(name)) {
                throw ApiFailure.validation(
                        "Parameters list contains unused parameters. Unused parameters: [" + name + "]");
            }
        }
        return filled;
    }

    private String fill(String sql, Set<String> used) {
        List<SqlToken> tokens;
        try {
            tokens = SqlScanner.tokens(sql);
        } catch (SqlFailure unterminated) {
            // The statement fails when it runs.
            return sql;
        }
        StringBuilder filled = new StringBuilder();
        for (SqlToken token : tokens) {
            if (token.kind() != Kind.PARAMETER) {
                filled.append(token.text());
                continue;
            }
            String name = token.text().substring(1);
            String value = values.get(name);
            if (value == null) {
                throw ApiFailure.validation("Parameters list is missing the parameter: " + name);
            }
            used.add(name);
            filled.append(SqlText.literal(value));
        }
        return filled.toString();
    }
}
