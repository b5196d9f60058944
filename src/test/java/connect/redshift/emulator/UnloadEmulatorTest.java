// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import connect.redshift.emulator.PhysicalForm.Decimals;
import connect.redshift.emulator.PhysicalForm.Timestamps;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.redshiftdata.model.StatusString;

/** UNLOAD's refusals, its SQL, and the forms that its parts may have. */
final class UnloadEmulatorTest {
    private static final String ATTACHED = "arn:aws:iam::123456789012:role/unload";
    private static final String ASSUMED = "arn:aws:iam::210987654321:role/other";

    private static LocalS3 s3;

    @BeforeAll
    static void start() {
        s3 = LocalS3.start();
        s3.createBucket("staging");
        s3.createBucket("far");
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    private static Settings settings() {
        Settings.Staging staging =
                new Settings.Staging(s3.endpoint(), s3.accessKey(), s3.secretKey(), Map.of("far", "eu-west-1"));
        return Settings.with(s3)
                .with(staging)
                .with(new Settings.Roles(Set.of(ATTACHED), Set.of(ASSUMED), Optional.empty()));
    }

    private static String unload(String query, String to, String options) {
        return "UNLOAD (" + SqlText.literal(query) + ") TO '" + to + "' FORMAT PARQUET MANIFEST VERBOSE " + options;
    }

    private static String folder() {
        return UUID.randomUUID() + "/";
    }

    @Test
    void rolesAndBucketsAreChecked() {
        String[][] cases = {
            {"staging", "IAM_ROLE '" + ATTACHED + "'", ""},
            {"staging", "IAM_ROLE '" + ATTACHED + "," + ASSUMED + "'", ""},
            {"staging", "IAM_ROLE '" + ATTACHED + ", " + ASSUMED + "'", "is not authorized to assume IAM Role"},
            {"staging", "IAM_ROLE '" + ASSUMED + "'", "is not authorized to assume IAM Role " + ASSUMED},
            {"staging", "IAM_ROLE DEFAULT", "no default IAM role"},
            {"staging", "ACCESS_KEY_ID 'x' SECRET_ACCESS_KEY 'y'", "InvalidAccessKeyId"},
            {
                "nowhere",
                "IAM_ROLE '" + ATTACHED + "'",
                "S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket"
            },
            {
                "far",
                "IAM_ROLE '" + ATTACHED + "'",
                "The S3 bucket addressed by the query is in a different region from this cluster"
            },
            {"far", "IAM_ROLE '" + ATTACHED + "' REGION 'eu-west-1'", ""},
            {"staging", "IAM_ROLE '" + ATTACHED + "' KMS_KEY_ID 'k' ENCRYPTED", ""},
        };
        try (LocalRedshift redshift = LocalRedshift.start(settings());
                DataApiCaller sdk = new DataApiCaller(redshift)) {
            for (String[] one : cases) {
                String error = sdk.run(unload("SELECT 1 AS one", "s3://" + one[0] + "/" + folder(), one[1]))
                        .error();
                if (one[2].isEmpty()) {
                    assertThat(error).as(one[1]).isNull();
                } else {
                    assertThat(error).as(one[1]).contains(one[2]);
                }
            }
        }
    }

    @Test
    void everyRowOnceInAnyOrderWhateverTheForm() throws IOException {
        for (Timestamps timestamps : Timestamps.values()) {
            for (Decimals decimals : Decimals.values()) {
                PhysicalForm form = new PhysicalForm(timestamps, decimals, decimals != Decimals.INT64);
                Settings settings = settings().with(Settings.Parts.small().withForm(form));
                try (LocalRedshift redshift = LocalRedshift.start(settings);
                        DataApiCaller sdk = new DataApiCaller(redshift)) {
                    redshift.execute(
                            "CREATE TABLE t (id SMALLINT, a DECIMAL(5,2), b DECIMAL(38,0), at TIMESTAMP);"
                                    + "INSERT INTO t SELECT n, -n / 100.0, -n, '1969-12-31 23:59:59.999999' FROM generate_series(1, 2000) n");
                    String folder = folder();
                    sdk.run(unload(
                            "SELECT id, a, b, at FROM t", "s3://staging/" + folder, "IAM_ROLE '" + ATTACHED + "'"));
                    List<String> rows = new ArrayList<>();
                    for (String key : s3.keys("staging", folder)) {
                        if (key.endsWith(".parquet")) {
                            PartReader part = PartReader.of(s3, "staging", key);
                            part.groups().forEach(row -> rows.add(String.valueOf(row.getInteger("id", 0))));
                        }
                    }
                    assertThat(new TreeSet<>(rows)).hasSize(2000);
                    assertThat(rows).as("seed %d", settings.seed()).hasSize(2000);
                    assertThat(rows.subList(0, 5)).isNotEqualTo(List.of("1", "2", "3", "4", "5"));
                }
            }
        }
    }

    @Test
    void parallelOffKeepsTheOrder() throws IOException {
        try (LocalRedshift redshift = LocalRedshift.start(settings());
                DataApiCaller sdk = new DataApiCaller(redshift)) {
            redshift.execute("CREATE TABLE t (id INT); INSERT INTO t SELECT generate_series(1, 500)");
            String folder = folder();
            sdk.run(unload(
                    "SELECT id FROM t ORDER BY id",
                    "s3://staging/" + folder,
                    "PARALLEL OFF IAM_ROLE '" + ATTACHED + "'"));
            assertThat(s3.keys("staging", folder))
                    .containsExactly(folder + "000.parquet", folder + "001.parquet", folder + "manifest");
            assertThat(PartReader.of(s3, "staging", folder + "000.parquet")
                            .groups()
                            .get(399)
                            .getInteger("id", 0))
                    .isEqualTo(400);
        }
    }

    @Test
    void cancelledAndFailedUnloadsLeavePartialFiles() {
        try (LocalRedshift redshift = LocalRedshift.start(settings());
                DataApiCaller sdk = new DataApiCaller(redshift)) {
            redshift.execute(
                    "CREATE VIEW slow AS SELECT n, CASE WHEN n > 9000 THEN (SELECT 1 FROM pg_sleep(600 + n)) END AS s"
                            + " FROM generate_series(1, 10000) n");
            String folder = folder();
            String id =
                    sdk.submit(unload("SELECT * FROM slow", "s3://staging/" + folder, "IAM_ROLE '" + ATTACHED + "'"));
            while (s3.keys("staging", folder).isEmpty()) {
                Thread.onSpinWait();
            }
            sdk.client().cancelStatement(r -> r.id(id));
            assertThat(sdk.end(id).status()).isEqualTo(StatusString.ABORTED);
            assertThat(s3.keys("staging", folder)).isNotEmpty().doesNotContain(folder + "manifest");
        }
    }

    @Test
    void sqlSpeaksRedshift() {
        try (LocalRedshift redshift =
                        LocalRedshift.start(settings().with(new Settings.SessionDefaults("America/New_York", false)));
                DataApiCaller sdk = new DataApiCaller(redshift)) {
            redshift.execute(
                    """
                    CREATE TABLE "Mixed" ("Id" INT PRIMARY KEY, b VARBYTE(8), c CHAR(4), s SUPER, t TEXT, n NUMERIC(10,3), at TIMESTAMP,
                      z TIMESTAMPTZ, tm TIME);
                    INSERT INTO mixed VALUES (1, to_varbyte('0aff','hex'), 'x', JSON_PARSE('{"a": 1}'), 'y', 1.5, '2026-01-31 10:00:00',
                      '2026-01-31 10:00:00+00', '10:00'), (1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
                    """);
            String[][] cases = {
                {"SELECT to_hex(b) FROM mixed WHERE c = 'x'", "0aff"},
                {"SELECT c || '|' FROM mixed WHERE c = 'x'", "x|"},
                {"SELECT count(*) FROM \"MIXED\" WHERE \"ID\" = 1", "2"},
                {"SELECT DATEADD(month, 1, at)::varchar FROM mixed WHERE c = 'x'", "2026-02-28 10:00:00"},
                {"SELECT DATEDIFF(day, at, '2026-02-02 09:00:00'::timestamp) FROM mixed WHERE c = 'x'", "2"},
                {"SELECT NVL(t, 'none') FROM mixed WHERE c IS NULL", "none"},
                {
                    "SELECT CONVERT_TIMEZONE('UTC', 'Asia/Tokyo', at)::varchar FROM mixed WHERE c = 'x'",
                    "2026-01-31 19:00:00"
                },
                {"SELECT z::varchar FROM mixed WHERE c = 'x'", "2026-01-31 05:00:00-05"},
                {
                    "SELECT DATEDIFF(minute, SYSDATE AT TIME ZONE 'UTC' AT TIME ZONE 'America/New_York', GETDATE()) BETWEEN -400 AND 400",
                    "true"
                },
                {
                    "SELECT TO_CHAR(at + INTERVAL '5 seconds', 'YYYY-MM-DD HH24:MI:SS.US') FROM mixed WHERE c = 'x'",
                    "2026-01-31 10:00:05.000000"
                },
                {"SELECT pg_last_unload_count()", "0"},
                {
                    "SELECT constraint_type FROM information_schema.table_constraints WHERE table_name = 'mixed' AND constraint_type LIKE 'PRIMARY%'",
                    "PRIMARY KEY"
                },
                {
                    "SELECT database_name || '.' || schema_name || ' ' || table_type FROM svv_all_tables WHERE table_name = 'mixed'",
                    "dev.public TABLE"
                },
            };
            for (String[] one : cases) {
                var field = sdk.rows(one[0]).get(0).get(0);
                String value = field.stringValue() != null
                        ? field.stringValue()
                        : field.longValue() != null
                                ? field.longValue().toString()
                                : field.booleanValue().toString();
                assertThat(value).as(one[0]).isEqualTo(one[1]);
            }
            assertThat(sdk
                            .rows(
                                    "SELECT column_name, data_type, character_maximum_length, numeric_precision, numeric_scale, is_nullable "
                                            + "FROM svv_all_columns WHERE table_name = 'mixed' ORDER BY ordinal_position")
                            .stream()
                            .map(row -> row.get(0).stringValue() + " "
                                    + row.get(1).stringValue() + " "
                                    + row.get(2).longValue() + " " + row.get(3).longValue() + " "
                                    + row.get(4).longValue() + " " + row.get(5).stringValue()))
                    .containsExactly(
                            "id integer null 32 0 NO",
                            "b varbyte 8 null null YES",
                            "c character 4 null null YES",
                            "s super null null null YES",
                            "t character varying 256 null null YES",
                            "n numeric null 10 3 YES",
                            "at timestamp without time zone null null null YES",
                            "z timestamp with time zone null null null YES",
                            "tm time without time zone null null null YES");
            assertThat(sdk.run("SELECT NOW() FROM mixed").error()).contains("not supported on Redshift tables");
        }
    }

    @Test
    void unloadCountIsKnownInTheSameSession() throws IOException {
        try (LocalRedshift redshift = LocalRedshift.start(settings());
                DataApiCaller sdk = new DataApiCaller(redshift)) {
            String folder = folder();
            String id = sdk.client()
                    .batchExecuteStatement(r -> r.workgroupName("local")
                            .database("dev")
                            .sqls(
                                    "CREATE TEMPORARY TABLE few AS SELECT 1 AS a UNION ALL SELECT 2",
                                    unload(
                                            "SELECT a FROM few",
                                            "s3://staging/" + folder,
                                            "IAM_ROLE '" + ATTACHED + "'"),
                                    "SELECT pg_last_unload_count()"))
                    .id();
            assertThat(sdk.end(id).error()).isNull();
            assertThat(sdk.client()
                            .getStatementResult(r -> r.id(id + ":3"))
                            .records()
                            .get(0)
                            .get(0)
                            .longValue())
                    .isEqualTo(2);
            assertThat(new ObjectMapper()
                            .readTree(s3.bytes("staging", folder + "manifest"))
                            .at("/meta/record_count")
                            .asLong())
                    .isEqualTo(2);
        }
    }

    @Test
    void statementAndTransactionTimesStandStillWhileRowsAreFetched() throws IOException {
        try (LocalRedshift redshift = LocalRedshift.start(settings());
                DataApiCaller sdk = new DataApiCaller(redshift)) {
            redshift.execute(
                    "CREATE VIEW slow AS SELECT n, CASE WHEN n = 5000 THEN (SELECT 1 FROM pg_sleep(1.1 + 0 * n)) END AS s"
                            + " FROM generate_series(1, 10000) n");
            String folder = folder();
            String query = "SELECT n, s, GETDATE() AS g, SYSDATE AS t FROM slow";
            assertThat(sdk.run(unload(query, "s3://staging/" + folder, "IAM_ROLE '" + ATTACHED + "'"))
                            .error())
                    .isNull();
            Set<String> times = new TreeSet<>();
            for (String key : s3.keys("staging", folder)) {
                if (key.endsWith(".parquet")) {
                    PartReader.of(s3, "staging", key)
                            .groups()
                            .forEach(row -> times.add(row.getInt96("g", 0) + " " + row.getInt96("t", 0)));
                }
            }
            assertThat(times).hasSize(1);
        }
    }
}
