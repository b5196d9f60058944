// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.apache.parquet.schema.Type;

/** One column of an UNLOAD: its Parquet type, how its values are read, and what the manifest says of it. */
record UnloadColumn(ResultColumn column, Type parquet, Cell cell) {
    /** Reads a value ready for the part's writer; SQL NULL is null. */
    interface Cell {
        Object read(ResultSet row, int index) throws SQLException, IOException;
    }

    private static final Set<String> TEXT_ONLY =
            Set.of("time", "timetz", "varbyte", "geometry", "geography", "hllsketch");

    static UnloadColumn of(ResultColumn column, PhysicalForm form) {
        if (TEXT_ONLY.contains(column.type())) {
            throw new SqlFailure("ERROR: UNLOAD " + spelling(column.type()) + " column \"" + column.name()
                    + "\" is only supported for TEXT/CSV.");
        }
        return UnloadTypes.column(column, form);
    }

    /** The catalog's spelling of a type, as the measured manifest and error texts have it. */
    static String spelling(String type) {
        return switch (type) {
            case "int2" -> "smallint";
            case "int4" -> "integer";
            case "int8" -> "bigint";
            case "float4" -> "real";
            case "float8" -> "double precision";
            case "bool" -> "boolean";
            case "bpchar" -> "character";
            case "varchar", "name" -> "character varying";
            case "timestamp" -> "timestamp without time zone";
            case "timestamptz" -> "timestamp with time zone";
            case "time" -> "time without time zone";
            case "timetz" -> "time with time zone";
            default -> type;
        };
    }

    ObjectNode manifestElement() {
        ObjectNode type = JsonNodeFactory.instance.objectNode().put("base", spelling(column.type()));
        switch (column.type()) {
            case "numeric" -> type.put("max_precision", column.precision()).put("max_scale", column.scale());
            case "varchar", "bpchar", "name" -> type.put("max_length", Math.min(column.precision(), 65_535));
            default -> {}
        }
        ObjectNode element = JsonNodeFactory.instance.objectNode().put("name", column.name());
        element.set("type", type);
        return element;
    }
}
