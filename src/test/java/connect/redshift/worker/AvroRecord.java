// SPDX-License-Identifier: Apache-2.0
package connect.redshift.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** A record that an Avro converter wrote, each side with its writer's schema; empty for a key or value that is null. */
public record AvroRecord(Optional<GenericRecord> key, Optional<GenericRecord> value) {

    /** The value's fields in their order, as plain Java values. */
    public Map<String, Object> values() {
        return values(value.orElseThrow());
    }

    /** The key's, likewise. */
    public Map<String, Object> keyValues() {
        return values(key.orElseThrow());
    }

    private static Map<String, Object> values(GenericRecord record) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Schema.Field field : record.getSchema().getFields()) {
            values.put(field.name(), value(record.get(field.pos())));
        }
        return values;
    }

    private static Object value(Object value) {
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        return value instanceof GenericRecord nested ? values(nested) : value;
    }
}
