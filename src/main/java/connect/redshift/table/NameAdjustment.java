// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

/** How names become names that Avro takes: letters, digits and underscores, and no digit first. */
public enum NameAdjustment {
    /** Names stay as they are. */
    NONE,
    /** What Avro does not take becomes an underscore. */
    AVRO,
    /** What Avro does not take, and the underscore itself, becomes _uxxxx, so that different names stay different. */
    AVRO_UNICODE;

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
