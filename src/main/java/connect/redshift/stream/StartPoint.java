// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

/** Where a table without a stored offset starts. */
public sealed interface StartPoint {
    /** With its first row. */
    record Earliest() implements StartPoint {}

    /** With rows that come from now on. */
    record Now() implements StartPoint {}

    /** With the rows whose watermark is greater than {@code watermark}, written as Redshift writes the column's type. */
    record After(String watermark) implements StartPoint {}
}
