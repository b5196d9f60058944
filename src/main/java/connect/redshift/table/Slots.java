// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.List;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Fields to fill structs by, faster than by those of the schema. */
public final class Slots {
    /** The names that mean other classes than their types do. */
    private static final List<String> CONNECTS_OWN =
            List.of(Decimal.LOGICAL_NAME, Date.LOGICAL_NAME, Time.LOGICAL_NAME, Timestamp.LOGICAL_NAME);

    private Slots() {}

    /**
     * The field as far as Connect's check of a value needs it. Without its name, as Connect (4.0 on) writes a text with
     * the name for each value, in case that an error comes of it, which costs more than most values do; and without its
     * schema's name where that is none of Connect's own, since it is looked up in vain each time.
     */
    public static Field of(Field field) {
        return new Field(null, field.index(), checked(field.schema()));
    }

    private static Schema checked(Schema schema) {
        boolean ours = schema.type().isPrimitive() && (schema.name() == null || !CONNECTS_OWN.contains(schema.name()));
        return ours ? new ConnectSchema(schema.type(), schema.isOptional(), null, null, null, null) : schema;
    }
}
