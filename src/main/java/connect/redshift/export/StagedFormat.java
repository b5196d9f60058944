// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

/** The form of a part, as UNLOAD is told. */
enum StagedFormat {
    PARQUET("FORMAT AS PARQUET");

    private final String clause;

    StagedFormat(String clause) {
        this.clause = clause;
    }

    String clause() {
        return clause;
    }
}
