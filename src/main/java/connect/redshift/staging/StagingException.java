// SPDX-License-Identifier: Apache-2.0
package connect.redshift.staging;

/** S3 would not do what was asked; the message names the object, S3's answer and what to do. */
public class StagingException extends RuntimeException {
    private final boolean retriable;

    public StagingException(String message, boolean retriable, Throwable cause) {
        super(message, cause);
        this.retriable = retriable;
    }

    /** Whether the same call may succeed later without anybody changing anything. */
    public boolean retriable() {
        return retriable;
    }
}
