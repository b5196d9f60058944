// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnRulesTest {
    private static final Table PEOPLE = new Table(
            new TableId("hr", "people"),
            List.of(
                    new Column("id", new IntegerType.BigInt(), false),
                    new Column("Name", new TextType.Varchar(40), true),
                    new Column("code", new TextType.Char(8), false)));
    private static final SchemaNames NAMES =
            SchemaNames.of("shop", PEOPLE.id(), NameAdjustment.NONE, NameAdjustment.NONE);

    private static List<NamePattern> patterns(String... expressions) {
        return Arrays.stream(expressions).map(ColumnRules::pattern).toList();
    }

    private static ColumnRules masks(String... settings) {
        return new ColumnRules(
                List.of(),
                List.of(),
                Arrays.stream(settings)
                        .map(setting -> ColumnMask.parse(setting, "x, hr\\.people\\.(name|code)"))
                        .toList());
    }

    private static List<String> names(ColumnRules rules) {
        return rules.select(PEOPLE).stream().map(each -> each.column().name()).toList();
    }

    @Test
    void columnsAreChosenByTheirWholeNameWhateverItsCapitals() {
        assertThat(names(ColumnRules.ALL)).containsExactly("id", "Name", "code");
        assertThat(names(new ColumnRules(patterns("HR\\..*\\.(id|name)", "people.code"), List.of(), List.of())))
                .containsExactly("id", "Name");
        assertThat(names(new ColumnRules(List.of(), patterns(".*\\.NAME"), List.of())))
                .containsExactly("id", "code");
    }

    @Test
    void aTableMustKeepAColumn() {
        assertThatThrownBy(() -> names(new ColumnRules(List.of(), patterns("hr.*"), List.of())))
                .isInstanceOf(CatalogException.class)
                .hasMessage(
                        "Table \"hr.people\" has no column left to export (column.include.list, column.exclude.list). It has: id, Name, code.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            textBlock =
                    """
            column.mask.with.3.chars                   ; '***'::varchar(3)                             ; '***'::varchar(3)                                   ; 3
            column.mask.with.0.chars                   ; ''::varchar(1)                                ; ''::varchar(1)                                      ; 1
            column.truncate.to.5.chars                 ; LEFT("Name", 5)::varchar(40)                  ; LEFT(RTRIM("code"), 5)::varchar(8)                  ; 40
            column.mask.hash.MD5.with.salt.s.'1        ; MD5('s.''1' || "Name")::varchar(32)           ; MD5('s.''1' || RTRIM("code"))::varchar(32)          ; 32
            column.mask.hash.SHA-1.with.salt.s         ; FUNC_SHA1('s' || "Name")::varchar(40)         ; FUNC_SHA1('s' || RTRIM("code"))::varchar(40)        ; 40
            column.mask.hash.sha-256.with.salt.s       ; SHA2('s' || "Name", 256)::varchar(64)         ; SHA2('s' || RTRIM("code"), 256)::varchar(64)        ; 64
            column.mask.hash.SHA-512.with.salt.s       ; SHA2('s' || "Name", 512)::varchar(128)        ; SHA2('s' || RTRIM("code"), 512)::varchar(128)       ; 128
            """)
    void aMaskIsPartOfTheSelect(String setting, String name, String code, int length) {
        List<SelectedColumn> selected = masks(setting).select(PEOPLE);
        assertThat(selected.get(0).expression()).isEqualTo("\"id\"");
        assertThat(selected.get(1))
                .isEqualTo(new SelectedColumn(new Column("Name", new TextType.Varchar(length), true), name));
        assertThat(selected.get(2).expression()).isEqualTo(code);
        assertThat(selected.get(2).column().nullable()).isFalse();
    }

    @Test
    void aSaltIsInNoText() {
        assertThat(masks("column.mask.hash.md5.with.salt.secret").toString()).doesNotContain("secret");
    }

    @Test
    void onlyTextIsMasked() {
        ColumnRules rules = new ColumnRules(
                List.of(), List.of(), List.of(ColumnMask.parse("column.mask.hash.md5.with.salt.secret", ".*id")));
        assertThatThrownBy(() -> rules.select(PEOPLE))
                .isInstanceOf(CatalogException.class)
                .hasMessage(
                        "Column \"id\" of table \"hr.people\" has the type bigint, which column.mask.hash.md5.with.salt.… cannot"
                                + " change: only CHAR and VARCHAR columns are masked. Leave it out with column.exclude.list.");
    }

    @Test
    void twoMasksOfAColumnAreAnError() {
        assertThatThrownBy(() -> masks("column.mask.with.3.chars", "column.truncate.to.3.chars")
                        .select(PEOPLE))
                .isInstanceOf(CatalogException.class)
                .hasMessage("Column \"Name\" of table \"hr.people\" is masked twice, by column.mask.with.3.chars and"
                        + " column.truncate.to.3.chars; one of them must go.");
    }

    @Test
    void aKeyIsMadeOfExportedColumns() {
        ColumnRules rules = new ColumnRules(List.of(), patterns(".*code"), List.of());
        TableRules named =
                new TableRules(NAMES, KeyRules.parse(".*:id,code"), rules, RowFilter.NONE, TypeOptions.DEFAULT);
        assertThatThrownBy(() -> named.select(PEOPLE, List.of()))
                .isInstanceOf(CatalogException.class)
                .hasMessage("Column \"code\" of table \"hr.people\" is part of its key (message.key.columns) but is not"
                        + " exported (column.include.list, column.exclude.list, unsupported.types).");
        TableRules declared = new TableRules(NAMES, KeyRules.parse(""), rules, RowFilter.NONE, TypeOptions.DEFAULT);
        assertThat(declared.select(PEOPLE, List.of("id", "code")).key()).isEmpty();
        assertThat(declared.select(PEOPLE, List.of("id")).key()).containsExactly("id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            column.mask.with.chars               | a | column.mask.with.chars is no setting of columns. There are column.include.list, column.exclude.list, column.mask.with.<n>.chars, column.truncate.to.<n>.chars and column.mask.hash.<algorithm>.with.salt.<salt>.
            column.mask.with.65536.chars         | a | column.mask.with.65536.chars is longer than a column may be; expected at most 65535 characters.
            column.mask.hash.rot13.with.salt.abc | a | column.mask.hash.rot13.with.salt.… has an unknown algorithm; expected one of [md5, sha-1, sha-256, sha-512].
            column.mask.hash.md5.with.salt.abc   | ( | column.mask.hash.md5.with.salt.… is "("; expected regular expressions for schema.table.column: missing closing ), as RE2 reads it.
            """)
    void settingsHaveAForm(String setting, String columns, String message) {
        assertThatThrownBy(() -> ColumnMask.parse(setting, columns))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
