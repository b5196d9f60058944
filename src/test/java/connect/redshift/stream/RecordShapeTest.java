// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.export.ExportColumns;
import connect.redshift.stream.SchemaChange.Readers;
import connect.redshift.table.CatalogException;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnRules;
import connect.redshift.table.ColumnTypeName;
import connect.redshift.table.KeyRules;
import connect.redshift.table.RecordLayout;
import connect.redshift.table.RowFilter;
import connect.redshift.table.SchemaEvolution;
import connect.redshift.table.SchemaNames;
import connect.redshift.table.SelectedColumn;
import connect.redshift.table.Selection;
import connect.redshift.table.Table;
import connect.redshift.table.TableId;
import connect.redshift.table.TableRules;
import connect.redshift.table.TypeOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.event.Level;

/** What is exported of an altered table, what is said of it, and what is remembered over restarts. */
final class RecordShapeTest {
    private static final TableId ORDERS = new TableId("public", "orders");
    private static final String BEFORE = "id bigint not null; amount integer; note varchar(20)";

    private final List<SchemaChange> changes = new ArrayList<>();

    private RecordShape shape(SchemaEvolution evolution) {
        return new RecordShape(ORDERS, rules(evolution), changes::add);
    }

    private static TableRules rules(SchemaEvolution evolution) {
        return new TableRules(
                new SchemaNames("shop.public.orders.Value", "shop.public.orders.Key"),
                KeyRules.parse(""),
                ColumnRules.ALL,
                RowFilter.NONE,
                TypeOptions.DEFAULT,
                evolution);
    }

    /** A task that has made records of these columns. */
    private RecordShape after(SchemaEvolution evolution, String columns, String... key) {
        RecordShape shape = shape(evolution);
        export(shape, shape.accept(selection(columns, key)));
        return shape;
    }

    private static RecordLayout export(RecordShape shape, Selection selection) {
        return shape.recordsOf(new ExportColumns(selection.columns(), selection.key(), Optional.empty()));
    }

    /** A task that starts behind a finished window of records of these columns. */
    private RecordShape restarted(SchemaEvolution evolution, String columns, String... key) {
        RecordShape shape = shape(evolution);
        shape.resumedBehind(after(SchemaEvolution.EVOLVE, columns, key).fingerprint());
        return shape;
    }

    private static Selection selection(String columns, String... key) {
        List<Column> parsed = Arrays.stream(columns.split(";", -1))
                .map(String::strip)
                .map(RecordShapeTest::column)
                .toList();
        return Selection.all(new Table(ORDERS, parsed))
                .with(Selection.all(new Table(ORDERS, parsed)).selected(), List.of(key));
    }

    private static Column column(String definition) {
        boolean required = definition.endsWith(" not null");
        String[] words = definition.replace(" not null", "").split(" ", 2);
        return new Column(words[0], ColumnTypeName.parse(words[1]).orElseThrow(), !required);
    }

    private static List<String> expressions(Selection selection) {
        return selection.selected().stream().map(SelectedColumn::expression).toList();
    }

    @Test
    void oneLineNamesEveryDifferenceWithBothTypes() {
        RecordShape shape = after(SchemaEvolution.EVOLVE, BEFORE + "; gone date", "id");
        shape.accept(
                selection("id bigint; amount bigint; note varchar(50); come numeric(9,2) not null", "id", "amount"));
        assertThat(changes)
                .singleElement()
                .hasToString("public.orders: changed \"id\" from bigint NOT NULL to bigint, changed \"amount\" from"
                        + " integer to bigint, changed \"note\" from character varying(20) to character varying(50), dropped"
                        + " \"gone\" date, added \"come\" numeric(9,2) NOT NULL, key (id) became (id, amount); neither readers"
                        + " of the old schema read new records, nor readers of the new one old records"
                        + " (schema.evolution=evolve)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            EVOLVE | UNKNOWN | WARN
            EVOLVE | NONE    | WARN
            EVOLVE | OLD     | WARN
            EVOLVE | NEW     | WARN
            EVOLVE | ALL     | INFO
            FAIL   | ALL     | INFO
            # Records do not follow, so nobody has to read other ones.
            IGNORE | NONE    | INFO
            IGNORE | UNKNOWN | WARN
            """)
    void operatorsAreWarnedWhenSomeReadersCannotGoOn(SchemaEvolution evolution, Readers readers, Level level) {
        assertThat(new SchemaChange(ORDERS, List.of(), Optional.empty(), readers, evolution).level())
                .isEqualTo(level);
    }

    @Test
    void anotherOrderIsAChangeThatAllReadersRead() {
        RecordShape shape = after(SchemaEvolution.FAIL, BEFORE);
        shape.accept(selection("note varchar(20); id bigint not null; amount integer"));
        assertThat(changes)
                .singleElement()
                .hasToString("public.orders: columns are in another order; readers of either schema read all records"
                        + " (schema.evolution=fail)");
    }

    @Test
    void aKeyThatComesIsAChangeThatFailRefuses() {
        RecordShape shape = after(SchemaEvolution.FAIL, BEFORE);
        assertThatThrownBy(() -> shape.accept(selection(BEFORE, "id")))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("key () became (id); neither readers");
    }

    @Test
    void failNamesTableColumnsTypesAndWhatToDo() {
        RecordShape shape = after(SchemaEvolution.FAIL, BEFORE, "id");
        Selection today = selection("id bigint not null; amount varchar(9); added real", "id");
        for (int look = 0; look < 2; look++) {
            assertThatThrownBy(() -> shape.accept(today))
                    .isInstanceOf(CatalogException.class)
                    .hasMessage(
                            "Table \"public.orders\" was altered so that not all readers can go on: changed \"amount\""
                                    + " from integer to character varying(9), dropped \"note\" character varying(20), added \"added\""
                                    + " real; neither readers of the old schema read new records, nor readers of the new one old"
                                    + " records (schema.evolution=fail). Nothing is read until you undo the change, or set"
                                    + " schema.evolution=evolve for records that follow the table, or ignore for records that stay as"
                                    + " they were.");
        }
        assertThat(changes).isEmpty();
        assertThat(shape.accept(selection(BEFORE, "id"))).isEqualTo(selection(BEFORE, "id"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            n integer           | n bigint            | NEW
            n bigint            | n integer           | OLD
            # One int in Avro.
            n smallint          | n integer           | ALL
            n integer           | n smallint          | ALL
            n real              | n double precision  | NEW
            n double precision  | n real              | OLD
            n numeric(9,2)      | n numeric(18,2)     | NEW
            n numeric(18,2)     | n numeric(9,2)      | OLD
            n numeric(9,2)      | n numeric(9,3)      | NONE
            n integer           | n date              | NONE
            n integer not null  | n integer           | NEW
            n integer           | n integer not null  | OLD
            n varchar(50)       | n varchar(20)       | ALL
            n integer           | m integer           | ALL
            n integer not null  | m integer not null  | NONE
            """)
    void failPassesChangesThatAllReadersRead(String before, String now, Readers readers) {
        RecordShape shape = after(SchemaEvolution.FAIL, "id bigint; " + before);
        Selection today = selection("id bigint; " + now);
        if (readers == Readers.ALL) {
            assertThat(shape.accept(today)).isEqualTo(today);
            assertThat(changes)
                    .singleElement()
                    .extracting(SchemaChange::readers)
                    .isEqualTo(readers);
            return;
        }
        assertThatThrownBy(() -> shape.accept(today))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("; %s (schema.evolution=fail)", readers);
        assertThat(changes).isEmpty();
    }

    /** What was accepted but never made no records, so nobody has to read it. */
    @Test
    void failComparesWithTheRecordsLastMade() {
        RecordShape shape = after(SchemaEvolution.FAIL, BEFORE);
        shape.accept(selection(BEFORE + "; n integer"));
        shape.accept(selection(BEFORE + "; n bigint"));
        assertThat(changes)
                .extracting(SchemaChange::differences)
                .containsExactly("added \"n\" integer", "changed \"n\" from integer to bigint");
        assertThat(changes).extracting(SchemaChange::readers).containsOnly(Readers.ALL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # the field         | today's column     | what its values are read as
            n bigint            | n integer          | promoted bigint <- integer
            n bigint            | n smallint         | promoted bigint <- smallint
            n integer           | n smallint         | promoted integer <- smallint
            n double precision  | n real             | promoted double precision <- real
            n double precision  | n integer          | promoted double precision <- integer
            n real              | n smallint         | promoted real <- smallint
            n numeric(18,2)     | n numeric(9,2)     | promoted numeric(18,2) <- numeric(9,2)
            n varchar(20)       | n varchar(50)      | promoted character varying(20) <- character varying(50)
            n varchar(50)       | n varchar(20)      | promoted character varying(50) <- character varying(20)
            n varchar(20)       | n super            | promoted character varying(20) <- super
            n varbyte(20)       | n varchar(20)      | promoted binary varying(20) <- character varying(20)
            n integer           | n integer not null | integer
            n bigint            | n integer not null | promoted bigint <- integer
            """)
    void ignoreReadsWhatFits(String field, String today, String type) {
        RecordShape shape = after(SchemaEvolution.IGNORE, "id bigint; " + field);
        RecordLayout before = export(shape, selection("id bigint; " + field));
        Selection accepted = shape.accept(selection("id bigint; " + today));
        assertThat(accepted.columns().get(1).type().sqlName()).isEqualTo(type);
        assertThat(expressions(accepted)).isEqualTo(expressions(selection("id bigint; " + today)));
        assertThat(export(shape, accepted).value().schema())
                .isEqualTo(before.value().schema());
        assertThat(ColumnTypeName.parse(type))
                .contains(accepted.columns().get(1).type());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            n integer           | n bigint
            # Avro calls both an int; Connect does not.
            n smallint          | n integer
            # Avro reads these, and they would lose digits.
            n double precision  | n bigint
            n real              | n integer
            n varchar(20)       | n varbyte(20)
            n integer not null  | n integer
            n numeric(9,2)      | n numeric(18,2)
            n numeric(9,2)      | n numeric(9,3)
            n date              | n integer
            n integer           | n date
            n timestamp         | n bigint
            n timestamp         | n timestamptz
            n varchar(20)       | n integer
            n geometry          | n geography
            n boolean           | n integer
            """)
    void ignoreRefusesWhatMayNotFit(String field, String today) {
        RecordShape shape = after(SchemaEvolution.IGNORE, "id bigint; " + field);
        assertThatThrownBy(() -> shape.accept(selection("id bigint; " + today)))
                .isInstanceOf(CatalogException.class)
                .hasMessage(
                        "Column \"n\" of table \"public.orders\" was %s and is %s now, and not all of its values fit the old"
                                + " field, so records cannot stay as they were (schema.evolution=ignore). Undo the change, or"
                                + " set schema.evolution=evolve.",
                        column(field).definition(), column(today).definition());
        assertThat(changes).isEmpty();
    }

    @Test
    void ignoreSelectsNullForWhatIsGone() {
        RecordShape shape = after(SchemaEvolution.IGNORE, BEFORE, "id");
        Selection accepted = shape.accept(selection("new real; note varchar(20); id bigint not null", "new"));
        assertThat(expressions(accepted)).containsExactly("\"id\"", "NULL::varchar", "\"note\"");
        assertThat(accepted.columns()).isEqualTo(selection(BEFORE).columns());
        assertThat(accepted.key()).containsExactly("id");
    }

    @Test
    void ignoreRefusesToSendNullWhereNoneCanBe() {
        String today = "note varchar(20)";
        assertThatThrownBy(() -> after(SchemaEvolution.IGNORE, BEFORE).accept(selection(today)))
                .isInstanceOf(CatalogException.class)
                .hasMessage(
                        "Column \"id\" (bigint NOT NULL) of table \"public.orders\" is gone, and its field cannot be null,"
                                + " so records cannot stay as they were (schema.evolution=ignore). Add the column again, or set"
                                + " schema.evolution=evolve.");
        // Rows with the same null in their key would be one row in a compacted topic.
        assertThatThrownBy(() -> after(SchemaEvolution.IGNORE, "id bigint; note varchar(20)", "id")
                        .accept(selection(today)))
                .hasMessageStartingWith(
                        "Column \"id\" (bigint) of table \"public.orders\" is gone, and its field is part of the"
                                + " key, so records cannot stay as they were");
    }

    @Test
    void anExportReadAgainKeepsItsShapeAndTheFieldsOfOldRecords() {
        RecordShape first = after(SchemaEvolution.IGNORE, "id bigint; n bigint; gone real");
        Selection staged = first.accept(selection("id bigint; n integer"));
        RecordLayout made = export(first, staged);

        RecordShape second = shape(SchemaEvolution.IGNORE);
        assertThat(export(second, staged).value().schema())
                .isEqualTo(made.value().schema());
        Selection next = second.accept(selection("id bigint; n integer; come date"));
        assertThat(expressions(next)).containsExactly("\"id\"", "\"n\"", "NULL::varchar");
        assertThat(changes)
                .last()
                .extracting(SchemaChange::differences)
                .isEqualTo("changed \"n\" from bigint to integer, dropped \"gone\" real, added \"come\" date");
    }

    @ParameterizedTest
    @EnumSource(SchemaEvolution.class)
    void aRestartOverTheSameColumnsSaysNothing(SchemaEvolution evolution) {
        RecordShape shape = restarted(evolution, BEFORE, "id");
        assertThat(shape.accept(selection(BEFORE, "id"))).isEqualTo(selection(BEFORE, "id"));
        // No reader sees how long a text may be.
        assertThat(restarted(evolution, BEFORE, "id")
                        .accept(selection(BEFORE.replace("20", "50"), "id"))
                        .columns())
                .hasSize(3);
        assertThat(changes).isEmpty();
    }

    @Test
    void columnsAddedWhileNothingRanAreKnown() {
        String today = BEFORE + "; a real; b real";
        restarted(SchemaEvolution.EVOLVE, BEFORE, "id").accept(selection(today, "id"));
        restarted(SchemaEvolution.FAIL, BEFORE, "id").accept(selection(today, "id"));
        assertThat(changes)
                .hasSize(2)
                .allSatisfy(change -> assertThat(change.differences()).isEqualTo("added \"a\" real, added \"b\" real"))
                .extracting(SchemaChange::readers)
                .containsOnly(Readers.ALL);
        assertThat(restarted(SchemaEvolution.IGNORE, BEFORE, "id").accept(selection(today, "id")))
                .isEqualTo(selection(BEFORE, "id"));
        assertThatThrownBy(() -> restarted(SchemaEvolution.FAIL, BEFORE, "id")
                        .accept(selection(BEFORE + "; a real not null", "id")))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("added \"a\" real NOT NULL; readers of the old schema read new records, but");
    }

    @ParameterizedTest
    @EnumSource(
            value = SchemaEvolution.class,
            names = {"EVOLVE", "IGNORE"})
    void otherChangesWhileNothingRanAreToldOnceAndPassed(SchemaEvolution evolution) {
        RecordShape shape = restarted(evolution, BEFORE);
        Selection today = selection("id bigint not null; amount bigint");
        assertThat(shape.accept(today)).isEqualTo(today);
        assertThat(shape.accept(today)).isEqualTo(today);
        assertThat(changes)
                .singleElement()
                .hasToString(
                        "public.orders: columns changed while nothing was running; which they were is not known, nor who"
                                + " can read the new records (%s)".formatted(evolution));
        assertThat(shape.fingerprint())
                .isEqualTo(after(SchemaEvolution.EVOLVE, BEFORE).fingerprint());
        export(shape, today);
        assertThat(shape.fingerprint())
                .isEqualTo(after(SchemaEvolution.EVOLVE, "id bigint not null; amount bigint")
                        .fingerprint());
    }

    @Test
    void failWantsOtherChangesWhileNothingRanToBeAccepted() {
        RecordShape shape = restarted(SchemaEvolution.FAIL, BEFORE);
        for (int look = 0; look < 2; look++) {
            assertThatThrownBy(() -> shape.accept(selection("id bigint not null; amount integer")))
                    .isInstanceOf(CatalogException.class)
                    .hasMessage(
                            "Table \"public.orders\" has other columns than when it was last read, or settings for columns,"
                                    + " types or names have changed, and since nothing was running then it is not known what differs"
                                    + " (schema.evolution=fail). Nothing is read until you accept it: set schema.evolution=evolve until"
                                    + " the table's next rows have come, or remove \"fingerprint\" from its stored offset.");
        }
    }

    @ParameterizedTest
    @EnumSource(SchemaEvolution.class)
    void withoutAFingerprintAnythingGoes(SchemaEvolution evolution) {
        RecordShape shape = shape(evolution);
        shape.resumedBehind(Optional.empty());
        assertThat(shape.accept(selection(BEFORE))).isEqualTo(selection(BEFORE));
        assertThat(shape.fingerprint()).isEmpty();
        assertThat(changes).isEmpty();
    }
}
