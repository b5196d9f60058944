// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

/** A database login could not be had; the message names what AWS was asked, what it said, and what to do. */
public final class LoginException extends RuntimeException {
    private final boolean retriable;

    LoginException(String message, boolean retriable, Throwable cause) {
        super(message, cause);
        this.retriable = retriable;
    }

    LoginException(String message) {
        super(message);
        this.retriable = false;
    }

    /** Whether the same call may succeed later without anybody changing anything. */
    public boolean retriable() {
        return retriable;
    }
}
