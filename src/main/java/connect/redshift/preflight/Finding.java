// SPDX-License-Identifier: Apache-2.0
package connect.redshift.preflight;

import java.util.Optional;

/**
 * What a live check found wrong, and whose matter it is.
 *
 * @param setting where one setting alone can mend it
 */
public record Finding(Subject subject, Optional<String> setting, String message) {
    /** The part of the configuration that a finding is about. */
    public enum Subject {
        CONNECTION,
        TABLES,
        WATERMARK,
        TOPICS,
        STAGING
    }

    public Finding(Subject subject, String message) {
        this(subject, Optional.empty(), message);
    }

    /** A finding about one setting. */
    public static Finding of(String setting, String message) {
        return new Finding(Subject.TABLES, Optional.of(setting), message);
    }
}
