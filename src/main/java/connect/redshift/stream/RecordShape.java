// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.export.ExportColumns;
import connect.redshift.record.AvroForm;
import connect.redshift.stream.SchemaChange.KeyChange;
import connect.redshift.stream.SchemaChange.Readers;
import connect.redshift.table.CatalogException;
import connect.redshift.table.Column;
import connect.redshift.table.ColumnChange;
import connect.redshift.table.RecordLayout;
import connect.redshift.table.SchemaEvolution;
import connect.redshift.table.Selection;
import connect.redshift.table.TableId;
import connect.redshift.table.TableRules;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a table's records look like, and whether that may change with the table: decided before a window is unloaded,
 * against the records that were last made. Those are known from this task's life or from a resumed export; behind a
 * finished window there is only their fingerprint, kept with the offset. Poll thread only.
 */
final class RecordShape {
    private final TableId table;
    private final TableRules rules;
    private final SchemaObserver observer;

    /** Of the records last made; of what was last selected. */
    private Optional<RecordLayout> made = Optional.empty();

    private Optional<RecordLayout> selected = Optional.empty();
    private Optional<String> stored = Optional.empty();

    RecordShape(TableId table, TableRules rules, SchemaObserver observer) {
        this.table = table;
        this.rules = rules;
        this.observer = observer;
    }

    /** The stored offset knows this much of the records before it. */
    void resumedBehind(Optional<String> fingerprint) {
        stored = fingerprint;
    }

    /** The layout of an export's records: the same schema objects as long as its columns and key stay the same. */
    RecordLayout recordsOf(ExportColumns export) {
        RecordLayout layout = layout(export.columns(), export.key());
        made = Optional.of(layout);
        return layout;
    }

    /** Of the records last made, in this life or an earlier one; empty before the first. */
    Optional<String> fingerprint() {
        return made.map(layout -> AvroForm.of(layout).fingerprint()).or(() -> stored);
    }

    /**
     * What to export of a table that is {@code today}; throws {@link CatalogException} when it was altered in a way that
     * the user does not want to pass.
     */
    Selection accept(Selection today) {
        RecordLayout now = layout(today.columns(), today.key());
        recall(now);
        Selection accepted = made.isEmpty() ? acceptFirst(today) : accept(today, made.get(), now);
        selected = Optional.of(now);
        return accepted;
    }

    /** Redshift adds columns at the end, so the old ones are most often a beginning of today's. */
    private void recall(RecordLayout now) {
        if (made.isPresent() || stored.isEmpty()) {
            return;
        }
        made = AvroForm.of(now).beginning(stored.get()).map(count -> {
            List<Column> columns = now.value().columns();
            return count == columns.size() ? now : layout(columns.subList(0, count), now.keyColumns());
        });
    }

    private Selection acceptFirst(Selection today) {
        if (stored.isEmpty() || selected.isPresent()) {
            return today;
        }
        if (rules.evolution() == SchemaEvolution.FAIL) {
            throw new CatalogException(
                    ("%s has other columns than when it was last read, or settings for columns, types or names have"
                                    + " changed, and since nothing was running then it is not known what differs (%s). Nothing is"
                                    + " read until you accept it: set schema.evolution=evolve until the table's next rows have"
                                    + " come, or remove \"fingerprint\" from its stored offset.")
                            .formatted(table.asSubject(), rules.evolution()));
        }
        observer.changed(new SchemaChange(table, List.of(), Optional.empty(), Readers.UNKNOWN, rules.evolution()));
        return today;
    }

    private Selection accept(Selection today, RecordLayout before, RecordLayout now) {
        Selection accepted =
                switch (rules.evolution()) {
                    case EVOLVE -> today;
                    case FAIL -> requireReaders(today, before, now);
                    case IGNORE -> new KeptShape(table, rules.types()).select(before, today);
                };
        // Once a change, and not again when the window that it was seen at has to be planned anew.
        RecordLayout last = selected.orElseGet(() -> fields(before));
        if (!last.fits(today.columns(), today.key())) {
            observer.changed(change(last, now, readers(before, now)));
        }
        return accepted;
    }

    private Selection requireReaders(Selection today, RecordLayout before, RecordLayout now) {
        Readers readers = readers(before, now);
        if (readers == Readers.ALL) {
            return today;
        }
        SchemaChange change = change(fields(before), now, readers);
        throw new CatalogException(
                ("%s was altered so that not all readers can go on: %s; %s (%s). Nothing is read until you undo"
                                + " the change, or set schema.evolution=evolve for records that follow the table, or ignore for"
                                + " records that stay as they were.")
                        .formatted(table.asSubject(), change.differences(), readers, rules.evolution()));
    }

    private SchemaChange change(RecordLayout before, RecordLayout now, Readers readers) {
        return new SchemaChange(
                table,
                ColumnChange.between(before.value().columns(), now.value().columns()),
                before.keyColumns().equals(now.keyColumns())
                        ? Optional.empty()
                        : Optional.of(new KeyChange(before.keyColumns(), now.keyColumns())),
                readers,
                rules.evolution());
    }

    private static Readers readers(RecordLayout before, RecordLayout now) {
        AvroForm old = AvroForm.of(before);
        AvroForm recent = AvroForm.of(now);
        return Readers.of(old.reads(recent), recent.reads(old));
    }

    /** The same fields, whatever was in them. */
    private RecordLayout fields(RecordLayout layout) {
        return layout(layout.value().columns().stream().map(Column::asField).toList(), layout.keyColumns());
    }

    private RecordLayout layout(List<Column> columns, List<String> key) {
        return Stream.of(made, selected)
                .flatMap(Optional::stream)
                .filter(known -> known.fits(columns, key))
                .findFirst()
                .orElseGet(() -> RecordLayout.of(rules, columns, key));
    }
}
