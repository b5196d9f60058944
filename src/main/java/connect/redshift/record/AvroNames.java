// SPDX-License-Identifier: Apache-2.0
package connect.redshift.record;

import connect.redshift.table.NameAdjustment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names in a record's Avro form: those of its schema where Avro takes them. The others are adjusted here and only here,
 * so that a table with odd names can be compared with itself while its records keep the names that the user wants.
 */
final class AvroNames {
    private AvroNames() {}

    /** A name for each field, all different. Odd ones choose first, so that adding one never renames another of them. */
    static Map<String, String> of(List<String> fields) {
        List<String> oddFirst =
                new ArrayList<>(fields.stream().filter(name -> !isValid(name)).toList());
        oddFirst.addAll(fields.stream().filter(AvroNames::isValid).toList());
        Map<String, String> names = new HashMap<>();
        Set<String> taken = new HashSet<>();
        for (String field : oddFirst) {
            String name = valid(field);
            while (!taken.add(name)) {
                name = NameAdjustment.AVRO_UNICODE.adjust(name);
            }
            names.put(field, name);
        }
        return names;
    }

    /** A schema's name, whose dots separate the parts of a namespace. */
    static String full(String name) {
        return Stream.of(name.split("\\.", -1)).map(AvroNames::valid).collect(Collectors.joining("."));
    }

    private static String valid(String name) {
        return isValid(name) ? name : name.isEmpty() ? "_" : NameAdjustment.AVRO_UNICODE.adjust(name);
    }

    /** As Avro's specification says; its Java classes take letters of any script. */
    private static boolean isValid(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*");
    }
}
