// SPDX-License-Identifier: Apache-2.0
package connect.redshift.staging;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The S3 folder that exports are staged in. Every call blocks for as long as S3 takes and may be made from any thread;
 * all of them throw {@link StagingException}.
 */
public interface Staging {
    /** The whole of a small object; empty when there is none (404). A 403 is a failure, not an answer. */
    Optional<byte[]> read(S3Uri object);

    /** Creates or replaces a small object. */
    void write(S3Uri object, byte[] content);

    /**
     * Fills {@code buffer} from {@code at} with {@code length} bytes of a part, starting at its byte {@code from}.
     * Fails with {@link GoneException} when the object is missing, and when its total length is not {@link Part#bytes()}, or when fewer bytes arrive.
     */
    void readRange(Part part, long from, byte[] buffer, int at, int length);

    /** Every object whose key starts with {@code prefix}, all pages; empty when there is none. */
    List<StagedObject> list(S3Uri prefix);

    /** Deletes objects; one that is not there counts as deleted. Fails when S3 refuses any of them, naming it. */
    void delete(List<S3Uri> objects);

    /** One object as a listing shows it. */
    record StagedObject(S3Uri uri, long bytes, Instant lastModified) {}
}
