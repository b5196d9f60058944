// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestTest {
    private static final S3Uri FOLDER = new S3Uri("bucket", "prefix/");
    private static final S3Uri MANIFEST = new S3Uri("bucket", "prefix/manifest");

    private static List<Part> parse(String json) {
        return Manifest.parse(MANIFEST, json.getBytes(UTF_8), FOLDER);
    }

    /** As a real warehouse wrote it. */
    @Test
    void measuredManifest() {
        assertThat(
                        parse(
                                """
                {
                  "entries": [
                    {"url":"s3://bucket/prefix/0000_part_00.parquet","meta":{"content_length":32295,"record_count":10}},
                    {"url":"s3://bucket/prefix/0003_part_00.parquet","meta":{"content_length":96884,"record_count":45}}
                  ],
                  "schema": {"elements": [{"name":"valor","type":{"base":"numeric","max_precision":18,"max_scale":2}}]},
                  "meta": {"content_length":129178,"record_count":55},
                  "author": {"name":"Amazon Redshift","version":"1.0.0"}
                }"""))
                .containsExactly(
                        new Part(new S3Uri("bucket", "prefix/0000_part_00.parquet"), 32_295, 10),
                        new Part(new S3Uri("bucket", "prefix/0003_part_00.parquet"), 96_884, 45));
    }

    /** As the developer guide prints it: what follows the entries is no JSON. */
    @Test
    void documentedManifestWithItsMistake() {
        assertThat(
                        parse(
                                """
                {
                  "entries": [
                    {"url":"s3://bucket/prefix/0000_part_00", "meta": { "content_length": 32295, "record_count": 10 }}
                  ],
                  "schema": {
                    "elements": [
                      {"name": "venueid", "type": { "base": "integer" }},
                      {"name": "venuename", "type": { "base": "character varying", 25 }}
                    ]
                  }
                }"""))
                .hasSize(1);
    }

    @Test
    void orderOfKeysAndKeysOfLaterVersionsDoNotMatter() {
        assertThat(
                        parse(
                                """
                {"author":{"entries_are":[1]},"entries":[{"meta":{"new":{"url":"x","deep":[{}]},"record_count":1,"content_length":2},
                "mandatory":true,"url":"s3://bucket/prefix/a"}]}"""))
                .containsExactly(new Part(new S3Uri("bucket", "prefix/a"), 2, 1));
    }

    @Test
    void noEntriesAreNoParts() {
        assertThat(parse("{\"entries\":[]}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            `` | Manifest s3://bucket/prefix/manifest has no list "entries"
            {} | Manifest s3://bucket/prefix/manifest has no list "entries"
            {"entries":{}} | Manifest s3://bucket/prefix/manifest has no list "entries"
            <?xml version="1.0"?> | Manifest s3://bucket/prefix/manifest is not readable JSON
            {"entries":[{"url":"s3://bucket/prefix/a","meta":{"content_len | Manifest s3://bucket/prefix/manifest is not readable JSON
            {"entries":[1]} | Manifest s3://bucket/prefix/manifest ends in the middle of its entries
            {"entries":[{"url":"s3://bucket/prefix/a"}]} | An entry of manifest s3://bucket/prefix/manifest lacks its url, content_length or record_count
            {"entries":[{"url":null,"meta":{"content_length":1,"record_count":1}}]} | An entry of manifest s3://bucket/prefix/manifest lacks its url, content_length or record_count
            {"entries":[{"url":"s3://bucket/prefix/a","meta":{"content_length":"1","record_count":1}}]} | An entry of manifest s3://bucket/prefix/manifest lacks its url, content_length or record_count
            {"entries":[{"url":"s3://bucket/prefix/a","meta":{"content_length":1.5,"record_count":1}}]} | An entry of manifest s3://bucket/prefix/manifest lacks its url, content_length or record_count
            {"entries":[{"url":"s3://bucket/prefix/a","meta":{"content_length":99999999999999999999,"record_count":1}}]} | Manifest s3://bucket/prefix/manifest is not readable JSON
            {"entries":[{"url":"s3://bucket/prefix/a","meta":{"content_length":-1,"record_count":1}}]} | An entry of manifest s3://bucket/prefix/manifest makes no sense: part s3://bucket/prefix/a has -1 bytes and 1 rows
            {"entries":[{"url":"file:///etc/passwd","meta":{"content_length":1,"record_count":1}}]} | An entry of manifest s3://bucket/prefix/manifest makes no sense: "file:///etc/passwd" is not of the form s3://bucket/key
            {"entries":[{"url":"s3://other/prefix/a","meta":{"content_length":1,"record_count":1}}]} | Manifest s3://bucket/prefix/manifest names s3://other/prefix/a, which lies outside of its own folder
            {"entries":[{"url":"s3://bucket/prefix/a","meta":{"content_length":1,"record_count":1}},{"url":"s3://bucket/prefix/a","meta":{"content_length":1,"record_count":1}}]} | Manifest s3://bucket/prefix/manifest names s3://bucket/prefix/a twice
            {"entries":[{"url":"s3://bucket/prefix/a","meta":{"content_length":1,"record_count":2}}],"schema":{"meta":{"record_count":2}},"meta":{"content_length":1,"new":{},"record_count":3}} | Manifest s3://bucket/prefix/manifest says that there are 3 rows, and its 1 entries have 2
            """)
    void hostileManifestsAreRefused(String json, String message) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(ExportException.class)
                .hasMessage(message);
    }
}
