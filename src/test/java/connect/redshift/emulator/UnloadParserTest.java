// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class UnloadParserTest {
    private static final String START = "UNLOAD ('SELECT 1 AS a') TO 's3://b/p/' ";
    private static final String ROLE = "IAM_ROLE 'arn:1' ";

    @Test
    void clausesComeInAnyOrderAndCase() {
        Unload unload = UnloadParser.parse(
                "unload ('select ''a\\\\\\\\b'' as x') to 's3://b/p/q_' format as parquet maxfilesize 64MB "
                        + "manifest verbose parallel off region as 'eu-west-1' allowoverwrite iam_role 'arn:1,arn:2';");
        assertThat(unload.query()).isEqualTo("select 'a\\\\b' as x");
        assertThat(unload.bucket()).isEqualTo("b");
        assertThat(unload.prefix()).isEqualTo("p/q_");
        assertThat(unload.authorization()).isEqualTo(new Unload.Authorization.Roles(List.of("arn:1", "arn:2")));
        assertThat(unload.options().maxFileBytes()).hasValue(64_000_000);
        assertThat(unload.options().manifest()).isEqualTo(Unload.ManifestForm.VERBOSE);
        assertThat(unload.options().parallel()).isFalse();
        assertThat(unload.options().region()).hasValue("eu-west-1");
        assertThat(unload.options().destination()).isEqualTo(Unload.Destination.OVERWRITE);
    }

    @Test
    void authorizationHasItsForms() {
        assertThat(UnloadParser.parse(START + "IAM_ROLE DEFAULT PARQUET").authorization())
                .isEqualTo(new Unload.Authorization.DefaultRole());
        assertThat(UnloadParser.parse(START + "WITH CREDENTIALS 'aws_iam_role=arn:1' PARQUET")
                        .authorization())
                .isEqualTo(new Unload.Authorization.Roles(List.of("arn:1")));
        assertThat(UnloadParser.parse(START + "ACCESS_KEY_ID 'k' SECRET_ACCESS_KEY 's' SESSION_TOKEN 't' PARQUET")
                        .authorization())
                .isEqualTo(new Unload.Authorization.AccessKey("k"));
    }

    @Test
    void illegalStatementsAreRefused() {
        String[][] cases = {
            {START + "FORMAT PARQUET", "needs one authorization"},
            {START + ROLE, "FORMAT PARQUET only"},
            {START + ROLE + "FORMAT CSV", "FORMAT PARQUET only"},
            {START + ROLE + "PARQUET HEADER", "HEADER is not supported with UNLOAD PARQUET"},
            {START + ROLE + "PARQUET GZIP", "GZIP is not supported"},
            {START + ROLE + "PARQUET NULL AS 'x'", "NULL is not supported"},
            {START + ROLE + "PARQUET DELIMITER ','", "DELIMITER is not supported"},
            {START + ROLE + "PARQUET CLEANPATH ALLOWOVERWRITE", "ALLOWOVERWRITE is not compatible with CLEANPATH"},
            {START + ROLE + "PARQUET KMS_KEY_ID 'k'", "KMS_KEY_ID requires ENCRYPTED"},
            {START + ROLE + "PARQUET ENCRYPTED", "requires KMS_KEY_ID or AUTO"},
            {START + ROLE + "PARQUET ENCRYPTED AUTO KMS_KEY_ID 'k'", "not compatible"},
            {START + ROLE + "PARQUET MAXFILESIZE 4 MB", "MAXFILESIZE must be between 5 MB and 6200 MB"},
            {START + ROLE + "PARQUET MAXFILESIZE 6.3 GB", "MAXFILESIZE must be"},
            {START + ROLE + "PARQUET ROWGROUPSIZE 16 MB", "ROWGROUPSIZE must be between 32 MB and 128 MB"},
            {START + ROLE + "PARQUET PARTITION BY (a)", "PARTITION BY"},
            {START + ROLE + "PARQUET VERBOSE", "syntax error at or near \"VERBOSE\""},
            {START + ROLE + "PARQUET, MANIFEST", "syntax error at or near \",\""},
            {START + ROLE + "PARQUET MANIFEST MANIFEST", "syntax error at or near \"MANIFEST\""},
            {START.replace("s3://b/p/", "b/p") + ROLE + "PARQUET", "Invalid S3 path"},
            {"UNLOAD ($$SELECT 1$$) TO 's3://b/p' " + ROLE + "PARQUET", "syntax error"},
            {"UNLOAD ('DELETE FROM t') TO 's3://b/p' " + ROLE + "PARQUET", "syntax error at or near \"DELETE\""},
            {
                "UNLOAD ('SELECT * FROM t LIMIT 5') TO 's3://b/p' " + ROLE + "PARQUET",
                "ERROR: Limit clause is not supported: SELECT * FROM t LIMIT 5"
            },
        };
        for (String[] one : cases) {
            assertThatThrownBy(() -> UnloadParser.parse(one[0]))
                    .as(one[0])
                    .isInstanceOf(SqlFailure.class)
                    .hasMessageContaining(one[1]);
        }
    }

    @Test
    void limitInsideIsFine() {
        assertThat(UnloadParser.parse("UNLOAD ('SELECT * FROM (SELECT * FROM t LIMIT 5) x') TO 's3://b/p' " + ROLE
                                + "PARQUET")
                        .query())
                .contains("LIMIT 5");
    }
}
