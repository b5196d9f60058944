// SPDX-License-Identifier: Apache-2.0
package connect.redshift.staging;

/** A staged object that must be there is gone: nothing brings it back but whoever took it away. */
public final class GoneException extends StagingException {
    public GoneException(String message, Throwable cause) {
        super(message, false, cause);
    }
}
