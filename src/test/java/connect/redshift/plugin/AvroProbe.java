// SPDX-License-Identifier: Apache-2.0
package connect.redshift.plugin;

import connect.redshift.record.AvroForm;
import connect.redshift.table.BinaryType;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnType;
import connect.redshift.table.FractionType;
import connect.redshift.table.IntegerType;
import connect.redshift.table.KeyRules;
import connect.redshift.table.RecordLayout;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.TableRules;
import connect.redshift.table.TimeType;
import java.util.List;
import java.util.function.Supplier;

/**
 * Asks for all that the connector asks of Avro. The test brings this class in among the plugin's, so Avro and the
 * Jackson beneath it come from the zip. What crosses the border are JDK types.
 */
public final class AvroProbe implements Supplier<List<String>> {
    @Override
    public List<String> get() {
        AvroForm before = form(new IntegerType.Int());
        AvroForm now = form(new IntegerType.BigInt());
        return List.of(
                now.value().toString(),
                "old readers " + before.reads(now),
                "new readers " + now.reads(before),
                now.fingerprint(),
                "fields " + now.beginning(now.fingerprint()).orElseThrow());
    }

    private static AvroForm form(ColumnType type) {
        TableRules rules = new TableRules(new SchemaNames("shop.Value", "shop.Key"), KeyRules.parse(""));
        return AvroForm.of(RecordLayout.of(
                rules,
                List.of(
                        new Column("id", type, false),
                        new Column("price", new FractionType.Numeric(9, 2), true),
                        new Column("at", new TimeType.Timestamp(), true),
                        new Column("where", new BinaryType.Geometry(), true)),
                List.of("id")));
    }
}
