// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import connect.redshift.staging.S3Uri;
import connect.redshift.table.Shard;
import connect.redshift.table.TableId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where one stream's exports lie: {@code <root><schema.table>/<export id>/} with {@code parts/} and {@code columns.json};
 * the folder of a table's shard is {@code <schema.table>.0-of-4}, which no other table's is, so that none sweeps
 * another's; a query's is {@code <root>query/<name>/}, which no table's can be, since its name has a dot.
 * UNLOAD refuses a destination under which anything lies, so the columns are beside the parts and not among them.
 */
record ExportFolders(S3Uri table) {
    static ExportFolders of(S3Uri root, TableId table, Shard shard) {
        if (table.isQuery()) {
            return new ExportFolders(root.plus("query/" + safe(table.name()) + "/"));
        }
        String part = shard.isOnly() ? "" : "." + shard.index() + "-of-" + shard.count();
        return new ExportFolders(root.plus(safe(table.schema()) + "." + safe(table.name()) + part + "/"));
    }

    S3Uri parts(String export) {
        return table.plus(export + "/parts/");
    }

    S3Uri manifest(String export) {
        return parts(export).plus("manifest");
    }

    S3Uri columns(String export) {
        return table.plus(export + "/columns.json");
    }

    S3Uri folder(String export) {
        return table.plus(export + "/");
    }

    /** The export that an object belongs to; empty for one that is none of ours. */
    Optional<String> exportOf(S3Uri object) {
        if (!table.contains(object)) {
            return Optional.empty();
        }
        String rest = object.key().substring(table.key().length());
        int slash = rest.indexOf('/');
        return slash > 0 ? Optional.of(rest.substring(0, slash)) : Optional.empty();
    }

    /** A name as part of a key: what needs no escape in SQL, URLs or shells stays, all else is its bytes in hex. */
    private static String safe(String name) {
        StringBuilder key = new StringBuilder();
        for (byte unit : name.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (unit & 0xff);
            boolean plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
            key.append(plain ? String.valueOf(letter) : "~%02x".formatted(unit & 0xff));
        }
        return key.toString();
    }
}
