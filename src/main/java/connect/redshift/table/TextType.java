// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Optional;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Text as UTF-8. */
public sealed interface TextType extends ColumnType {
    /** CHAR(n): UNLOAD pads it with blanks to n, and so it stays. */
    record Char(int length) implements TextType {
        @Override
        public String sqlName() {
            return "character(%d)".formatted(length);
        }

        @Override
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.string();
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.TEXT);
        }

        @Override
        public Object fromText(String value) {
            return value;
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
        public SchemaBuilder schemaBuilder() {
            return SchemaBuilder.string();
        }

        @Override
        public Optional<Ordering> ordering() {
            return Optional.of(Ordering.TEXT);
        }

        @Override
        public Object fromText(String value) {
            return value;
        }
    }
}
