// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.redshiftdata.model.DescribeStatementResponse;
import software.amazon.awssdk.services.redshiftdata.model.Field;
import software.amazon.awssdk.services.redshiftdata.model.StatusString;

/** The local Redshift through the unmodified SDK: statements, results, and UNLOAD's files. */
final class LocalRedshiftEmulatorTest {
    private static final String ROLE = "IAM_ROLE 'arn:aws:iam::123456789012:role/unload' ";

    private static LocalS3 s3;
    private static LocalRedshift redshift;
    private static DataApiCaller sdk;

    @BeforeAll
    static void start() {
        s3 = LocalS3.start();
        s3.createBucket("staging");
        redshift = LocalRedshift.start(Settings.with(s3));
        sdk = new DataApiCaller(redshift);
        redshift.execute(
                """
                CREATE TABLE orders (
                  id BIGINT IDENTITY(1,1) PRIMARY KEY ENCODE az64,
                  "Customer" VARCHAR(40) ENCODE lzo,
                  code CHAR(5),
                  small SMALLINT,
                  amount DECIMAL(18,2) DISTKEY,
                  note SUPER,
                  changed_at TIMESTAMP DEFAULT SYSDATE,
                  zoned TIMESTAMPTZ,
                  born DATE,
                  paid BOOLEAN
                ) DISTSTYLE KEY COMPOUND SORTKEY (changed_at);
                INSERT INTO orders ("customer", code, small, amount, note, changed_at, zoned, born, paid)
                SELECT 'c' || n, 'ab', n, n * 1.01, JSON_PARSE('{"n": [1, 2]}'),
                  TIMESTAMP '2026-01-01 00:00:00.000001' + n * INTERVAL '1 second', '2026-01-01 00:00:00-05', '2026-02-03', n % 2 = 0
                FROM generate_series(1, 1000) n;
                CREATE TABLE odd (a TIME, b TIMETZ, c VARBYTE(10), d GEOMETRY, e GEOGRAPHY, f HLLSKETCH);
                """);
    }

    @AfterAll
    static void stop() {
        sdk.close();
        redshift.close();
        s3.close();
    }

    @Test
    void resultsComeInPages() {
        List<List<Field>> rows =
                sdk.rows("SELECT id, \"CUSTOMER\", amount, changed_at, paid FROM dev.public.orders ORDER BY id");
        assertThat(rows).hasSize(1000);
        assertThat(rows.get(1).get(0).longValue()).isEqualTo(2);
        assertThat(rows.get(1).get(1).stringValue()).isEqualTo("c2");
        assertThat(rows.get(1).get(2).stringValue()).isEqualTo("2.02");
        assertThat(rows.get(1).get(3).stringValue()).isEqualTo("2026-01-01 00:00:02.000001");
        assertThat(rows.get(1).get(4).booleanValue()).isTrue();
    }

    @Test
    void unloadWritesPartsAndThenTheManifest() throws IOException {
        String prefix = UUID.randomUUID() + "/";
        DescribeStatementResponse done = sdk.run(unload("SELECT * FROM orders", prefix));
        assertThat(done.statusAsString()).as(done.error()).isEqualTo("FINISHED");
        assertThat(done.hasResultSet()).isFalse();
        assertThat(done.resultRows()).isZero();

        List<String> keys = s3.keys("staging", prefix);
        assertThat(keys).contains(prefix + "manifest");
        JsonNode manifest = new ObjectMapper().readTree(s3.bytes("staging", prefix + "manifest"));
        assertThat(manifest.at("/meta/record_count").asLong()).isEqualTo(1000);
        assertThat(manifest.at("/schema/elements/1").toString())
                .isEqualTo("{\"name\":\"customer\",\"type\":{\"base\":\"character varying\",\"max_length\":40}}");
        List<String> parts = new ArrayList<>();
        for (JsonNode entry : manifest.get("entries")) {
            String key = entry.get("url").asText().substring("s3://staging/".length());
            assertThat(key.substring(prefix.length())).matches("\\d{4}_part_\\d{2}\\.parquet");
            assertThat(s3.bytes("staging", key))
                    .hasSize(entry.at("/meta/content_length").asInt());
            parts.add(key);
        }
        assertThat(parts).hasSizeGreaterThan(1).hasSize(keys.size() - 1);
    }

    @Test
    void partsHaveTheMeasuredForm() throws IOException {
        String prefix = UUID.randomUUID() + "/";
        sdk.run(unload("SELECT * FROM orders", prefix));
        PartReader part =
                PartReader.of(s3, "staging", s3.keys("staging", prefix).get(0));
        assertThat(part.schema())
                .isEqualTo(
                        """
                        message schema {
                          optional int64 id (INTEGER(64,true));
                          optional binary customer (STRING);
                          optional binary code (STRING);
                          optional int32 small (INTEGER(16,true));
                          optional fixed_len_byte_array(8) amount (DECIMAL(18,2));
                          optional binary note (JSON);
                          optional int96 changed_at;
                          optional int96 zoned;
                          optional int32 born (DATE);
                          optional boolean paid;
                        }
                        """);
        assertThat(part.rowGroups()).isGreaterThan(1);
        assertThat(part.hasStatistics("changed_at")).isFalse();
        assertThat(part.hasStatistics("id")).isTrue();
        assertThat(part.rows().get(0)).contains("code: ab   ").contains("note: {\"n\":[1,2]}");
    }

    @Test
    void noRowMeansNoFile() {
        String prefix = UUID.randomUUID() + "/";
        DescribeStatementResponse done = sdk.run(unload("SELECT * FROM orders WHERE id < 0", prefix));
        assertThat(done.status()).isEqualTo(StatusString.FINISHED);
        assertThat(s3.keys("staging", prefix)).isEmpty();
    }

    @Test
    void destinationIsCheckedByKeyPrefix() {
        String prefix = UUID.randomUUID().toString();
        sdk.run(unload("SELECT 1 AS one", prefix + "/a/"));
        assertThat(sdk.run(unload("SELECT 1 AS one", prefix)).error())
                .startsWith(
                        "ERROR: Specified unload destination on S3 is not empty. Consider using a different bucket / prefix,"
                                + " manually removing the target files in S3, or using the ALLOWOVERWRITE option.");
        assertThat(sdk.run(unload("SELECT 1 AS one", prefix + "/b/")).status()).isEqualTo(StatusString.FINISHED);
    }

    @Test
    void someTypesCannotBeUnloaded() {
        String[][] cases = {
            {"a", "time without time zone"},
            {"b", "time with time zone"},
            {"c", "varbyte"},
            {"d", "geometry"},
            {"e", "geography"},
            {"f", "hllsketch"}
        };
        for (String[] one : cases) {
            String prefix = UUID.randomUUID() + "/";
            assertThat(sdk.run(unload("SELECT " + one[0] + " FROM odd", prefix)).error())
                    .isEqualTo(
                            "ERROR: UNLOAD " + one[1] + " column \"" + one[0] + "\" is only supported for TEXT/CSV.");
        }
    }

    @Test
    void backslashesAreEscapesTwice() {
        redshift.execute("CREATE TABLE slashes (v VARCHAR(20)); INSERT INTO slashes VALUES ('a\\\\b'), ('it''s')");
        String prefix = UUID.randomUUID() + "/";
        sdk.run("UNLOAD ('SELECT v FROM slashes WHERE v = ''a\\\\\\\\b'' OR v = ''it''''s''') TO 's3://staging/"
                + prefix + "' " + ROLE + "FORMAT PARQUET MANIFEST VERBOSE");
        assertThat(s3.keys("staging", prefix)).isNotEmpty();
        String unpaired = UUID.randomUUID() + "/";
        sdk.run("UNLOAD ('SELECT v FROM slashes WHERE v = ''a\\\\b''') TO 's3://staging/" + unpaired + "' " + ROLE
                + "FORMAT PARQUET MANIFEST VERBOSE");
        assertThat(s3.keys("staging", unpaired)).isEmpty();
    }

    @Test
    void unknownIdsAreRefused() {
        assertThatThrownBy(() -> sdk.client().describeStatement(r -> r.id("nonsense")))
                .hasMessageContaining("id must satisfy regex pattern");
    }

    private static String unload(String query, String prefix) {
        return "UNLOAD (" + SqlText.literal(query) + ") TO 's3://staging/" + prefix + "' " + ROLE
                + "FORMAT PARQUET MANIFEST VERBOSE";
    }
}
