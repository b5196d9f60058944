// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.Optional;

/** What the user asked for and what Redshift has do not fit; the message names both and says what to do. */
public final class CatalogException extends RuntimeException {
    private final Optional<String> setting;

    public CatalogException(String message) {
        super(message);
        this.setting = Optional.empty();
    }

    /**
     * A mismatch that one setting can mend.
     *
     * @param setting the name to show, without a salt
     */
    public CatalogException(String setting, String message) {
        super(message);
        this.setting = Optional.of(setting);
    }

    /** The setting to look at; empty where it is the table itself. */
    public Optional<String> setting() {
        return setting;
    }
}
