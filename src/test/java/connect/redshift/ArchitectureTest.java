// SPDX-License-Identifier: Apache-2.0
package connect.redshift;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may see whom, and which library stops where. */
final class ArchitectureTest {
    private static final String ROOT = "connect.redshift";
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(OURS);
    }

    private static String[] packages(String names) {
        return Stream.of(names.strip().split("\\s+", -1))
                .filter(name -> !name.isEmpty())
                .map(name -> ROOT + "." + name + "..")
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            statement | ''
            staging   | ''
            aws       | ''
            table     | statement
            window    | statement table
            export    | statement staging table window
            rows      | table staging
            record    | table window
            stream    | staging window export rows record table
            metrics   | stream rows aws
            config    | table window statement aws
            preflight | statement staging table window
            """)
    void importsPointDown(String owner, String allowed) {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + "." + owner + "..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(packages(owner + " " + allowed)))))
                .because("imports point down: move the type that is needed into a lower package, or pass a value in; "
                        + owner + " may see " + (allowed.isEmpty() ? "nothing of ours" : allowed)));
    }

    @Test
    void nobodyImportsTheRoot() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .because("the root wires everything up: give the class what it needs in its constructor"));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("two packages that need each other are one: merge them, or move what both need below them"));
    }

    @Test
    void theConfigurationSeesValuesOnly() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".config..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(not(resideInAPackage(ROOT + ".config..")))
                        .and(not(anEnumARecordOrAnInterface())))
                .because("a setting becomes a value; services are built from values in the root"));
    }

    private static DescribedPredicate<JavaClass> anEnumARecordOrAnInterface() {
        return DescribedPredicate.describe("values", type -> type.isEnum() || type.isRecord() || type.isInterface());
    }

    @Test
    void theAwsSdkStopsAtOneClassAService() {
        check(onlyIn(
                "software.amazon.awssdk..",
                ours("aws")
                        .or(named(
                                "staging.S3Staging",
                                "staging.S3Failures",
                                "statement.DataApiStatementRunner",
                                "statement.DataApiFailures")),
                "speak to StatementRunner or Staging, and map failures in the class beside the client"));
    }

    @Test
    void parquetStopsAtRows() {
        check(onlyIn(
                "org.apache.parquet..",
                ours("rows"),
                "ask a RowReader for rows; values are turned by a ColumnDecoder"));
        check(onlyIn("org.apache.hadoop..", ours("rows"), "only parquet's readers need these stand-ins"));
        check(onlyIn("blue.strategic..", ours("rows"), "only parquet's readers need these stand-ins"));
    }

    @Test
    void avroStopsAtOneClass() {
        check(onlyIn(
                "org.apache.avro..",
                named("record.AvroForm"),
                "ask a record's AvroForm; nothing else needs to know Avro's schemas"));
    }

    @Test
    void expressionsOfUsersAreMatchedInOnePlace() {
        check(onlyIn(
                "com.google.re2j..",
                named("table.NamePattern"),
                "an expression of a user's is a NamePattern, which matches in linear time"));
    }

    @Test
    void jsonStopsAtStagedDescriptions() {
        check(onlyIn(
                "com.fasterxml.jackson..",
                named("export.Manifest", "export.ExportColumns", "aws.SecretFields"),
                "keep what must be remembered in the offset, which Connect writes for us"));
    }

    @Test
    void cronStopsAtOneClass() {
        check(onlyIn("com.cronutils..", named("config.CronTimes"), "ask for the time that follows a moment"));
    }

    @Test
    void connectsApiStartsAtTables() {
        check(onlyIn(
                "org.apache.kafka.connect..",
                ours("table", "rows", "record", "stream")
                        .or(named("metrics.WorkerMetrics", "metrics.PublishedMetrics"))
                        .or(inTheRoot()),
                "statements, staging, windows and exports are the same under any framework: hand them our own values"));
    }

    @Test
    void kafkasConfigStopsAtTheConfiguration() {
        check(onlyIn(
                "org.apache.kafka.common.config..",
                ours("config").or(inTheRoot()),
                "take the value itself in the constructor, not the map it came from"));
    }

    @Test
    void kafkasMetricsStopAtOneClass() {
        check(onlyIn(
                "org.apache.kafka.common.metrics..",
                named("metrics.WorkerMetrics"),
                "workers before Kafka 4.1 have no PluginMetrics: a class that names it fails to load there"));
    }

    @Test
    void logsAreWrittenInThePlainForm() {
        check(onlyIn(
                "org.slf4j.spi..",
                named(),
                "a worker may bring slf4j 1.7, which has no fluent API: call LOG.info(text, arguments)"));
    }

    @Test
    void recordsNeverChange() {
        check(fields().that()
                .areDeclaredInClassesThat()
                .areRecords()
                .should()
                .beFinal()
                .because("data is what it was made as: make another record"));
    }

    @Test
    void classesAreNamedByWhatTheyDo() {
        check(noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Manager|Helper|Impl)")
                .because("such a name says nothing: name the class by what it is in the data's way"));
    }

    /** The rules look at something: a mistake in a package's name would let all of them pass. */
    @Test
    void everyLayerIsThere() {
        for (String name : Set.of("statement", "staging", "table", "window", "export", "rows", "record", "stream")) {
            classes()
                    .that()
                    .resideInAPackage(ROOT + "." + name)
                    .should()
                    .haveNameMatching(".*")
                    .check(OURS);
        }
    }

    private static ArchRule onlyIn(String library, DescribedPredicate<JavaClass> allowed, String instead) {
        return noClasses()
                .that(not(allowed))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because(instead);
    }

    private static DescribedPredicate<JavaClass> ours(String... packages) {
        return resideInAnyPackage(packages(String.join(" ", packages)));
    }

    private static DescribedPredicate<JavaClass> inTheRoot() {
        return resideInAPackage(ROOT);
    }

    /** Classes by name, those inside of them, and nothing else. */
    private static DescribedPredicate<JavaClass> named(String... names) {
        return DescribedPredicate.describe("named " + Arrays.toString(names), type -> Arrays.stream(names)
                .map(name -> ROOT + "." + name)
                .anyMatch(name -> type.getName().equals(name) || type.getName().startsWith(name + "$")));
    }
}
