// SPDX-License-Identifier: Apache-2.0
package connect.redshift.export;

/** Staged files are not what they should be; the message names the export, what was found and what to do. */
public final class ExportException extends RuntimeException {
    public ExportException(String message) {
        super(message);
    }

    public ExportException(String message, Throwable cause) {
        super(message, cause);
    }
}
