// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.export.UnloadOptions.Encryption;
import connect.redshift.staging.S3Uri;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnMask;
import connect.redshift.table.ColumnRules;
import connect.redshift.table.IntegerType;
import connect.redshift.table.KeyRules;
import connect.redshift.table.Ordering;
import connect.redshift.table.QueryText;
import connect.redshift.table.Relation;
import connect.redshift.table.RowFilter;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.Selection;
import connect.redshift.table.Table;
import connect.redshift.table.TableId;
import connect.redshift.table.TableRules;
import connect.redshift.table.TextType;
import connect.redshift.table.TimeType;
import connect.redshift.table.TypeOptions;
import connect.redshift.testing.SqlReader;
import connect.redshift.window.Position;
import connect.redshift.window.Watermark;
import connect.redshift.window.Window;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnloadStatementTest {
    private static final S3Uri FOLDER = new S3Uri("staging", "shop/public.orders/e1/parts/");
    private static final UnloadOptions PLAIN =
            new UnloadOptions(List.of(), Optional.empty(), new Encryption.BucketDefault(), 64);
    private static final Table ORDERS = new Table(
            new TableId("public", "orders"),
            List.of(
                    new Column("id", new IntegerType.BigInt(), false),
                    new Column("changed", new TimeType.Timestamp(), true)));

    @Test
    void theWholeStatement() {
        Window window = new Window(time("2026-01-01 00:00:00.000000"), at("2026-01-31 23:59:59.123456"));
        assertThat(new UnloadStatement(Selection.all(ORDERS), "changed", window, FOLDER, PLAIN).sql())
                .isEqualTo(
                        """
                        UNLOAD ('SELECT "id" AS c0, "changed" AS c1 FROM "public"."orders" \
                        WHERE "changed" > ''2026-01-01 00:00:00.000000''::timestamp \
                        AND "changed" <= ''2026-01-31 23:59:59.123456''::timestamp')
                        TO 's3://staging/shop/public.orders/e1/parts/'
                        IAM_ROLE default
                        FORMAT AS PARQUET
                        MANIFEST VERBOSE
                        MAXFILESIZE 64 MB""");
    }

    @Test
    void whatIsMaskedAndFilteredIsSoInTheStatement() {
        Table people = new Table(
                new TableId("hr", "people"),
                List.of(
                        new Column("id", new IntegerType.BigInt(), false),
                        new Column("na'me", new TextType.Varchar(40), true)));
        ColumnRules rules = new ColumnRules(
                List.of(),
                List.of(),
                List.of(ColumnMask.parse("column.mask.hash.SHA-256.with.salt.it's", "hr.people.na'me")));
        Selection selection = new TableRules(
                        new SchemaNames("Value", "Key"),
                        KeyRules.parse(""),
                        rules,
                        RowFilter.parse("kind <> 'x' -- all"),
                        TypeOptions.DEFAULT)
                .select(people, List.of());
        Window window = new Window(new Position.Beginning(), new Watermark(Ordering.NUMBER, "10"));
        UnloadStatement statement = new UnloadStatement(selection, "id", window, FOLDER, PLAIN);
        assertThat(statement.sql())
                .startsWith(
                        """
                        UNLOAD ('SELECT "id" AS c0, SHA2(''it''''s'' || "na''me", 256)::varchar(64) AS c1 \
                        FROM "hr"."people" WHERE "id" <= 10 AND (
                        kind <> ''x'' -- all
                        )')
                        TO\s""");
        assertThat(statement.countSql())
                .isEqualTo("SELECT COUNT(*)::varchar AS row_count FROM \"hr\".\"people\" WHERE \"id\" <= 10 AND (\n"
                        + "kind <> 'x' -- all\n)");
    }

    /** Twice escaped, as every literal in UNLOAD's query is, and with the window's ends where the user put them. */
    @Test
    void aQueryStandsInTheTablesPlace() {
        QueryText text =
                QueryText.parse("SELECT id, at FROM a.b WHERE at > ${after} AND kind = 'it\\'s' -- all", false);
        Table recent = new Table(
                new Relation.Query(TableId.ofQuery("recent"), text, Optional.of("at"), Optional.of(Ordering.TIMESTAMP)),
                List.of(new Column("id", new IntegerType.BigInt(), true)));
        Window window = new Window(time("2026-01-01 00:00:00"), at("2026-01-31 23:59:59"));
        UnloadStatement statement = new UnloadStatement(Selection.all(recent), "at", window, FOLDER, PLAIN);
        assertThat(statement.sql())
                .startsWith(
                        """
                        UNLOAD ('SELECT "id" AS c0 FROM (
                        SELECT id, at FROM a.b WHERE at > ''2026-01-01 00:00:00''::timestamp AND kind = ''it\\\\''s'' -- all
                        ) AS "recent" WHERE "at" > ''2026-01-01 00:00:00''::timestamp \
                        AND "at" <= ''2026-01-31 23:59:59''::timestamp')
                        TO\s""");
        assertThat(statement.countSql())
                .startsWith("SELECT COUNT(*)::varchar AS row_count FROM (\nSELECT id, at FROM a.b WHERE at >"
                        + " '2026-01-01 00:00:00'::timestamp AND");
    }

    @Test
    void rolesRegionAndKey() {
        UnloadOptions options = new UnloadOptions(
                List.of("arn:aws:iam::123456789012:role/a", "arn:aws:iam::210987654321:role/b"),
                Optional.of("eu-west-1"),
                new Encryption.Kms("arn:aws:kms:eu-west-1:123456789012:key/1-2"),
                64);
        Window window = new Window(new Position.Beginning(), at("2026-01-31 23:59:59"));
        assertThat(new UnloadStatement(Selection.all(ORDERS), "changed", window, FOLDER, options).sql())
                .contains("\nIAM_ROLE 'arn:aws:iam::123456789012:role/a,arn:aws:iam::210987654321:role/b'\n")
                .endsWith("\nREGION 'eu-west-1'\nKMS_KEY_ID 'arn:aws:kms:eu-west-1:123456789012:key/1-2' ENCRYPTED");
    }

    @Test
    void hostileNamesAndValuesArriveAsTheyAre() {
        String hostile = "a'b\\c\"d\n; -- {}";
        Table table =
                new Table(new TableId(hostile, hostile), List.of(new Column(hostile, new TextType.Varchar(50), true)));
        Window window = new Window(
                new Position.Behind(new Watermark(Ordering.TEXT, hostile)), new Watermark(Ordering.TEXT, hostile));
        SqlReader outer =
                new SqlReader(new UnloadStatement(Selection.all(table), hostile, window, FOLDER, PLAIN).sql());
        outer.expect("UNLOAD (");
        SqlReader inner = new SqlReader(outer.literal());
        outer.expect(")\nTO ");
        inner.expect("SELECT ");
        assertThat(inner.identifier()).isEqualTo(hostile);
        inner.expect(" AS c0 FROM ");
        assertThat(inner.identifier()).isEqualTo(hostile);
        inner.expect(".");
        assertThat(inner.identifier()).isEqualTo(hostile);
        inner.expect(" WHERE ");
        assertThat(inner.identifier()).isEqualTo(hostile);
        inner.expect(" > ");
        assertThat(inner.literal()).isEqualTo(hostile);
        inner.expect(" AND ");
        assertThat(inner.identifier()).isEqualTo(hostile);
        inner.expect(" <= ");
        assertThat(inner.literal()).isEqualTo(hostile);
        inner.expectEnd();
    }

    @Test
    void theCountIsOfTheSameWindow() {
        Window window = new Window(new Position.Beginning(), at("2026-01-31 23:59:59"));
        assertThat(new UnloadStatement(Selection.all(ORDERS), "changed", window, FOLDER, PLAIN).countSql())
                .isEqualTo("SELECT COUNT(*)::varchar AS row_count FROM \"public\".\"orders\""
                        + " WHERE \"changed\" <= '2026-01-31 23:59:59'::timestamp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:iam::123456789012:role/a'",
                "arn:aws:iam::123456789012:role/a,b",
                "default",
                "arn:aws:iam::12:role/a"
            })
    void textsThatAreNoRoleAreRefused(String role) {
        assertThatThrownBy(() -> new UnloadOptions(List.of(role), Optional.empty(), new Encryption.BucketDefault(), 64))
                .hasMessage("\"%s\" is not the ARN of an IAM role".formatted(role));
    }

    @Test
    void regionsKeysAndSizesHaveAForm() {
        assertThatThrownBy(() -> new UnloadOptions(List.of(), Optional.of("eu'--"), new Encryption.BucketDefault(), 64))
                .hasMessage("\"eu'--\" is not an AWS region");
        assertThatThrownBy(() -> new Encryption.Kms("k'")).hasMessage("\"k'\" is not a KMS key id or ARN");
        assertThatThrownBy(() -> new UnloadOptions(List.of(), Optional.empty(), new Encryption.BucketDefault(), 5))
                .hasMessage("parts of 5 MB are not between 32 and 6200 MB");
    }

    private static Watermark at(String text) {
        return new Watermark(Ordering.TIMESTAMP, text);
    }

    private static Position time(String text) {
        return new Position.Behind(at(text));
    }
}
