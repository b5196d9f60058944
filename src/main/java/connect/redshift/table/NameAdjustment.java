// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How names become names that Avro takes: letters, digits and underscores, and no digit first. */
public enum NameAdjustment {
    /** Names stay as they are. */
    NONE,
    /** What Avro does not take becomes an underscore. */
    AVRO,
    /** What Avro does not take, and the underscore itself, becomes _uxxxx, so that different names stay different. */
    AVRO_UNICODE;

    /** Refuses two columns whose fields would be called alike. */
    void requireDistinctFields(String schemaName, List<Column> columns) {
        Map<String, String> owners = new HashMap<>();
        for (Column column : columns) {
            String field = adjust(column.name());
            String other = owners.put(field, column.name());
            if (other != null) {
                throw new CatalogException(
                        "field.name.adjustment.mode",
                        ("Columns \"%s\" and \"%s\" would both be the field \"%s\" of %s (field.name.adjustment.mode)."
                                        + " Use avro_unicode, or leave one out with column.exclude.list.")
                                .formatted(other, column.name(), field, schemaName));
            }
        }
    }

    /** One name without dots that separate anything. */
    public String adjust(String name) {
        if (this == NONE) {
            return name;
        }
        StringBuilder adjusted = new StringBuilder(name.length());
        for (int index = 0; index < name.length(); index++) {
            char letter = name.charAt(index);
            boolean taken = (letter >= 'a' && letter <= 'z')
                    || (letter >= 'A' && letter <= 'Z')
                    || (letter >= '0' && letter <= '9' && index > 0)
                    || (letter == '_' && this == AVRO);
            adjusted.append(taken ? String.valueOf(letter) : this == AVRO ? "_" : "_u%04x".formatted((int) letter));
        }
        return adjusted.toString();
    }
}
