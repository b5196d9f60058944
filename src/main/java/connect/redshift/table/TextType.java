// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Optional;
import org.apache.kafka.connect.data.SchemaBuilder;

/** What UNLOAD writes as text, in UTF-8, and what stays text. */
public sealed interface TextType extends ColumnType {
    /** CHAR(n): UNLOAD pads it with blanks to n, and so it stays unless the user wants them trimmed. */
    record Char(int length) implements TextType {
        @Override
        public String sqlName() {
            return "character(%d)".formatted(length);
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.TEXT);
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return new ValueForm(
                    SchemaBuilder.string(),
                    new Decoding.OfText(sqlName(), options.trimChar() ? Char::trimmed : text -> text));
        }

        /** Blanks only: other white space is never padding. */
        private static String trimmed(String text) {
            int end = text.length();
            while (end > 0 && text.charAt(end - 1) == ' ') {
                end--;
            }
            return text.substring(0, end);
        }
    }

    /** VARCHAR(n), n in bytes of UTF-8. */
    record Varchar(int length) implements TextType {
        /** What a catalog that names no length means, and the most that Redshift allows. */
        static final int LONGEST = 65_535;

        @Override
        public String sqlName() {
            return "character varying(%d)".formatted(length);
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.TEXT);
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return new ValueForm(SchemaBuilder.string(), new Decoding.OfText(sqlName(), text -> text));
        }
    }

    /** SUPER: the JSON text that UNLOAD writes, untouched; numbers beyond 2^53 would not survive being parsed. */
    record Super() implements TextType {
        @Override
        public String sqlName() {
            return "super";
        }

        /** UNLOAD writes JSON's null as it writes SQL's NULL, so even a NOT NULL column can bring one. */
        @Override
        public boolean nullable(boolean inCatalog) {
            return true;
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return new ValueForm(
                    SchemaBuilder.string().name("io.debezium.data.Json").version(1),
                    new Decoding.OfText(sqlName(), text -> text));
        }
    }

    /**
     * INTERVAL YEAR TO MONTH as Redshift writes it, {@code 2 years 6 mons}: not ISO 8601, so it has a schema name of
     * its own. UNLOAD was measured to write both kinds of interval as text by itself.
     */
    record IntervalYearToMonth() implements TextType {
        @Override
        public String sqlName() {
            return "interval year to month";
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return interval(sqlName(), "connect.redshift.IntervalYearToMonth");
        }
    }

    /** INTERVAL DAY TO SECOND as Redshift writes it, {@code 10 days 12:30:15}. */
    record IntervalDayToSecond() implements TextType {
        @Override
        public String sqlName() {
            return "interval day to second";
        }

        @Override
        public ValueForm form(TypeOptions options) {
            return interval(sqlName(), "connect.redshift.IntervalDayToSecond");
        }
    }

    private static ValueForm interval(String sqlName, String schemaName) {
        return new ValueForm(
                SchemaBuilder.string().name(schemaName).version(1), new Decoding.OfText(sqlName, text -> text));
    }
}
