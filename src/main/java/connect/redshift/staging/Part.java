// SPDX-License-Identifier: Apache-2.0
package connect.redshift.staging;

/**
 * One file of an export, as its manifest states it.
 *
 * @param bytes length of the object
 * @param rows rows in the object
 */
public record Part(S3Uri uri, long bytes, long rows) {
    public Part {
        if (bytes < 0 || rows < 0) {
            throw new IllegalArgumentException("part %s has %d bytes and %d rows".formatted(uri, bytes, rows));
        }
    }
}
