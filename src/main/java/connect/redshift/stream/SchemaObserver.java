// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

/** Who wants to know that a table was altered: today the log, one day a metric. */
@FunctionalInterface
public interface SchemaObserver {
    /**
     * The table goes on with the change; one that stops it is an error of the table's and is not told here. Called on the
     * poll thread before the change's first row, once in a task's life however many attempts that row then takes. It must
     * neither block nor throw.
     */
    void changed(SchemaChange change);
}
