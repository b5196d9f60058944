// SPDX-License-Identifier: Apache-2.0
package connect.redshift.preflight;

/** What a live check found wrong, and whose matter it is. */
public record Finding(Subject subject, String message) {
    /** The part of the configuration that a finding is about. */
    public enum Subject {
        CONNECTION,
        TABLES,
        WATERMARK,
        START,
        TOPICS,
        STAGING
    }
}
