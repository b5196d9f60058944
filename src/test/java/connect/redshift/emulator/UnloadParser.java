// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import connect.redshift.emulator.SqlToken.Kind;
import connect.redshift.emulator.Unload.Authorization;
import connect.redshift.emulator.Unload.Destination;
import connect.redshift.emulator.Unload.Encryption;
import connect.redshift.emulator.Unload.ManifestForm;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads UNLOAD's grammar (developer guide, UNLOAD) and refuses combinations that the guide rules out. */
final class UnloadParser {
    private static final Set<String> NOT_WITH_PARQUET =
            Set.of("DELIMITER", "FIXEDWIDTH", "ADDQUOTES", "ESCAPE", "NULL", "HEADER", "GZIP", "BZIP2", "ZSTD");
    private static final Set<String> WITH_STRING = Set.of(
            "DELIMITER",
            "FIXEDWIDTH",
            "NULL",
            "REGION",
            "EXTENSION",
            "KMS_KEY_ID",
            "MASTER_SYMMETRIC_KEY",
            "ACCESS_KEY_ID",
            "SECRET_ACCESS_KEY",
            "SESSION_TOKEN",
            "CREDENTIALS");
    private static final Set<String> ALONE =
            Set.of("HEADER", "ADDQUOTES", "ESCAPE", "BZIP2", "GZIP", "ZSTD", "ALLOWOVERWRITE", "CLEANPATH");
    private static final Set<String> FORMATS = Set.of("CSV", "PARQUET", "JSON");
    private static final long MB = 1_000_000;

    private final List<SqlToken> tokens;
    private final Map<String, String> options = new HashMap<>();
    private int at;

    private UnloadParser(List<SqlToken> tokens) {
        this.tokens = tokens;
    }

    static boolean isUnload(String sql) {
        List<SqlToken> tokens = SqlScanner.meaning(sql);
        return !tokens.isEmpty() && tokens.get(0).isWord("UNLOAD");
    }

    static Unload parse(String sql) {
        return new UnloadParser(SqlScanner.meaning(sql)).statement();
    }

    private Unload statement() {
        word("UNLOAD");
        symbol("(");
        String query = string();
        symbol(")");
        word("TO");
        String to = string();
        while (at < tokens.size()) {
            option();
        }
        if (!"PARQUET".equals(options.get("FORMAT"))) {
            throw new SqlFailure("ERROR: the local Redshift unloads FORMAT PARQUET only");
        }
        refuseCombinations();
        return target(to, query);
    }

    private Unload target(String to, String query) {
        if (!to.startsWith("s3://") || to.indexOf('/', 5) <= 5) {
            throw new SqlFailure("ERROR: Invalid S3 path: " + to);
        }
        int slash = to.indexOf('/', 5);
        String bucket = to.substring(5, slash);
        String inner = SelectRules.checked(query);
        return new Unload(inner, bucket, to.substring(slash + 1), authorization(), unloadOptions());
    }

    private void option() {
        SqlToken token = tokens.get(at++);
        if (token.kind() != Kind.WORD) {
            throw SqlFailure.syntax(token.text());
        }
        String name = token.text().toUpperCase(Locale.ROOT);
        if (FORMATS.contains(name)) {
            put("FORMAT", name, token);
        } else if (WITH_STRING.contains(name)) {
            accept("AS");
            put(name, string(), token);
        } else if (ALONE.contains(name)) {
            put(name, "", token);
        } else {
            special(name, token);
        }
    }

    private void special(String name, SqlToken token) {
        switch (name) {
            case "FORMAT" -> {
                accept("AS");
                if (at >= tokens.size()
                        || !FORMATS.contains(tokens.get(at).text().toUpperCase(Locale.ROOT))) {
                    throw SqlFailure.syntax(at < tokens.size() ? tokens.get(at).text() : "end of input");
                }
            }
            case "WITH" -> {
                if (at >= tokens.size() || !tokens.get(at).isWord("CREDENTIALS")) {
                    throw SqlFailure.syntax(token.text());
                }
            }
            case "IAM_ROLE" -> put(name, accept("DEFAULT") ? "" : nonEmpty(string()), token);
            case "MANIFEST" -> put(name, accept("VERBOSE") ? "VERBOSE" : "", token);
            case "ENCRYPTED" -> put(name, accept("AUTO") ? "AUTO" : "", token);
            case "PARALLEL" -> {
                boolean off = accept("OFF") || accept("FALSE");
                if (!off && !accept("ON")) {
                    accept("TRUE");
                }
                put(name, off ? "OFF" : "ON", token);
            }
            case "MAXFILESIZE", "ROWGROUPSIZE" -> {
                accept("AS");
                put(name, size(), token);
            }
            case "PARTITION" -> throw new SqlFailure("ERROR: the local Redshift does not know PARTITION BY");
            default -> throw SqlFailure.syntax(token.text());
        }
    }

    private static String nonEmpty(String role) {
        if (role.isEmpty()) {
            throw new SqlFailure("ERROR: IAM_ROLE is empty");
        }
        return role;
    }

    private String size() {
        if (at >= tokens.size() || tokens.get(at).kind() != Kind.NUMBER) {
            throw SqlFailure.syntax(at < tokens.size() ? tokens.get(at).text() : "end of input");
        }
        double amount = Double.parseDouble(tokens.get(at++).text());
        boolean gigabytes = accept("GB");
        if (!gigabytes) {
            accept("MB");
        }
        return Long.toString(Math.round(amount * (gigabytes ? 1000 : 1) * MB));
    }

    private void put(String name, String value, SqlToken token) {
        if (options.putIfAbsent(name, value) != null) {
            throw SqlFailure.syntax(token.text());
        }
    }

    private void refuseCombinations() {
        for (String option : NOT_WITH_PARQUET) {
            if (options.containsKey(option)) {
                throw new SqlFailure("ERROR: " + option + " is not supported with UNLOAD PARQUET");
            }
        }
        refuse("ALLOWOVERWRITE", "CLEANPATH");
        refuse("KMS_KEY_ID", "CREDENTIALS");
        if (options.containsKey("EXTENSION") || options.containsKey("MASTER_SYMMETRIC_KEY")) {
            throw new SqlFailure("ERROR: the local Redshift does not know EXTENSION or MASTER_SYMMETRIC_KEY");
        }
        if (options.containsKey("KMS_KEY_ID") && !options.containsKey("ENCRYPTED")) {
            throw new SqlFailure("ERROR: KMS_KEY_ID requires ENCRYPTED");
        }
        if ("AUTO".equals(options.get("ENCRYPTED"))) {
            refuse("ENCRYPTED", "KMS_KEY_ID");
        }
        // "PARQUET with ENCRYPTED is only supported with server-side encryption with an AWS KMS key".
        if ("".equals(options.get("ENCRYPTED")) && !options.containsKey("KMS_KEY_ID")) {
            throw new SqlFailure("ERROR: PARQUET with ENCRYPTED requires KMS_KEY_ID or AUTO");
        }
        range("MAXFILESIZE", 5 * MB, 6200 * MB);
        range("ROWGROUPSIZE", 32 * MB, 128 * MB);
    }

    private void refuse(String one, String other) {
        if (options.containsKey(one) && options.containsKey(other)) {
            throw new SqlFailure("ERROR: " + one + " is not compatible with " + other);
        }
    }

    private void range(String option, long least, long most) {
        String value = options.get(option);
        if (value != null && (Long.parseLong(value) < least || Long.parseLong(value) > most)) {
            throw new SqlFailure(
                    "ERROR: " + option + " must be between " + least / MB + " MB and " + most / MB + " MB");
        }
    }

    private Authorization authorization() {
        int ways = (options.containsKey("IAM_ROLE") ? 1 : 0)
                + (options.containsKey("CREDENTIALS") ? 1 : 0)
                + (options.containsKey("ACCESS_KEY_ID") ? 1 : 0);
        if (ways != 1) {
            throw new SqlFailure("ERROR: UNLOAD needs one authorization: IAM_ROLE, CREDENTIALS or ACCESS_KEY_ID");
        }
        if (options.containsKey("IAM_ROLE")) {
            String role = options.get("IAM_ROLE");
            return role.isEmpty() ? new Authorization.DefaultRole() : roles(role);
        }
        if (options.containsKey("ACCESS_KEY_ID")) {
            if (!options.containsKey("SECRET_ACCESS_KEY")) {
                throw new SqlFailure("ERROR: ACCESS_KEY_ID requires SECRET_ACCESS_KEY");
            }
            return new Authorization.AccessKey(options.get("ACCESS_KEY_ID"));
        }
        return credentials(options.get("CREDENTIALS"));
    }

    private static Authorization credentials(String text) {
        for (String pair : text.split(";", -1)) {
            if (pair.startsWith("aws_iam_role=")) {
                return roles(pair.substring("aws_iam_role=".length()));
            }
            if (pair.startsWith("aws_access_key_id=")) {
                return new Authorization.AccessKey(pair.substring("aws_access_key_id=".length()));
            }
        }
        throw new SqlFailure("ERROR: Invalid credentials. Must be of the format: credentials 'aws_iam_role=...'");
    }

    private static Authorization roles(String text) {
        return new Authorization.Roles(Arrays.asList(text.split(",", -1)));
    }

    private Unload.Options unloadOptions() {
        ManifestForm manifest = !options.containsKey("MANIFEST")
                ? ManifestForm.NONE
                : options.get("MANIFEST").isEmpty() ? ManifestForm.PLAIN : ManifestForm.VERBOSE;
        Destination destination = options.containsKey("CLEANPATH")
                ? Destination.CLEAN
                : options.containsKey("ALLOWOVERWRITE") ? Destination.OVERWRITE : Destination.MUST_BE_EMPTY;
        Encryption encryption = !options.containsKey("ENCRYPTED")
                ? Encryption.S3
                : options.get("ENCRYPTED").isEmpty() ? Encryption.KMS : Encryption.AUTO;
        return new Unload.Options(
                manifest,
                destination,
                encryption,
                Optional.ofNullable(options.get("KMS_KEY_ID")),
                !"OFF".equals(options.get("PARALLEL")),
                bytes("MAXFILESIZE"),
                bytes("ROWGROUPSIZE"),
                Optional.ofNullable(options.get("REGION")));
    }

    private OptionalLong bytes(String option) {
        String value = options.get(option);
        return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    }

    private boolean accept(String word) {
        if (at < tokens.size() && tokens.get(at).isWord(word)) {
            at++;
            return true;
        }
        return false;
    }

    private void word(String word) {
        if (!accept(word)) {
            throw SqlFailure.syntax(here());
        }
    }

    private void symbol(String symbol) {
        if (at >= tokens.size() || !tokens.get(at).isSymbol(symbol)) {
            throw SqlFailure.syntax(here());
        }
        at++;
    }

    private String string() {
        if (at >= tokens.size() || tokens.get(at).kind() != Kind.STRING) {
            throw SqlFailure.syntax(here());
        }
        return SqlText.value(tokens.get(at++).text());
    }

    private String here() {
        return at < tokens.size() ? tokens.get(at).text() : "end of input";
    }
}
