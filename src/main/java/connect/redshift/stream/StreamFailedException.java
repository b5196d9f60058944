// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

/** One table has failed too often in a row; the message has the table and the last cause. */
public final class StreamFailedException extends RuntimeException {
    public StreamFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
