// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A parsed UNLOAD of Parquet: the un-escaped query and where and how its rows are to be written. */
record Unload(String query, String bucket, String prefix, Authorization authorization, Options options) {
    /** Who writes to S3. */
    sealed interface Authorization {
        record Roles(List<String> chain) implements Authorization {}

        record DefaultRole() implements Authorization {}

        record AccessKey(String id) implements Authorization {}
    }

    enum ManifestForm {
        NONE,
        PLAIN,
        VERBOSE
    }

    enum Destination {
        MUST_BE_EMPTY,
        OVERWRITE,
        CLEAN
    }

    enum Encryption {
        S3,
        AUTO,
        KMS
    }

    record Options(
            ManifestForm manifest,
            Destination destination,
            Encryption encryption,
            Optional<String> kmsKey,
            boolean parallel,
            OptionalLong maxFileBytes,
            OptionalLong rowGroupBytes,
            Optional<String> region) {}

    String url(String key) {
        return "s3://" + bucket + "/" + key;
    }
}
