// SPDX-License-Identifier: Apache-2.0
package connect.redshift.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ColumnsConfigTest {
    private static final Map<String, String> SETTINGS = Map.of(
            "redshift.workgroup", "analytics",
            "redshift.database", "dev",
            "aws.s3.bucket.name", "bucket",
            "table.include.list", ".*",
            "watermark.column", "at",
            "topic.prefix", "shop");

    private static List<String> problems(String key, String value) {
        Map<String, String> settings = new java.util.HashMap<>(SETTINGS);
        settings.put(key, value);
        return ConnectorConfig.validate(settings).configValues().stream()
                .flatMap(each -> each.errorMessages().stream())
                .toList();
    }

    @Test
    void aMisspeltMaskIsAnErrorAndNotAColumnInTheClear() {
        assertThat(problems("column.mask.with.3.chars", "a\\.b\\.c")).isEmpty();
        assertThat(problems("column.mask.with.three.chars", "a\\.b\\.c"))
                .singleElement()
                .asString()
                .startsWith("column.mask.with.three.chars is no setting of columns. There are column.include.list,");
        assertThat(problems("column.exclude.list", "("))
                .singleElement()
                .asString()
                .contains("missing closing )");
    }

    @Test
    void aMisspeltHashDoesNotTellItsSalt() {
        assertThat(problems("column.mask.hash.MD5.with.slat.hush", "a\\.b\\.c"))
                .singleElement()
                .asString()
                .startsWith("column.mask.hash.… is no setting of columns. There are column.include.list,")
                .doesNotContain("hush");
    }

    @Test
    void saltsAreInNoText() {
        Map<String, String> settings = new java.util.HashMap<>(SETTINGS);
        settings.put("column.mask.hash.MD5.with.salt.hush", "a\\.b\\.c");
        assertThat(ConnectorConfig.from(settings).toString()).doesNotContain("hush");
    }
}
