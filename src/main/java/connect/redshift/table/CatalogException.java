// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

/** What the user asked for and what Redshift has do not fit; the message names both and says what to do. */
public final class CatalogException extends RuntimeException {
    public CatalogException(String message) {
        super(message);
    }
}
