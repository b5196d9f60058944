// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.math.BigInteger;

/**
 * Turns one staged value into the Connect value of its column. A part's own schema decides which of the forms a value
 * comes in; a type refuses the forms that cannot mean it, by name. Called from one thread for a given export, never
 * with null. Throws {@link ValueException}.
 */
public interface ColumnDecoder {
    /** Redshift's name of the type, for messages. */
    String sqlName();

    default Object fromBoolean(boolean value) {
        throw ValueException.form(this, "a boolean");
    }

    /** An integer of any width. */
    default Object fromLong(long value) {
        throw ValueException.form(this, "an integer");
    }

    default Object fromFloat(float value) {
        throw ValueException.form(this, "a single-precision number");
    }

    default Object fromDouble(double value) {
        throw ValueException.form(this, "a double-precision number");
    }

    /** A decimal of up to 18 digits: {@code unscaled} × 10<sup>−scale</sup>. */
    default Object fromDecimal(long unscaled, int scale) {
        return fromDecimal(BigInteger.valueOf(unscaled), scale);
    }

    /** A decimal: {@code unscaled} × 10<sup>−scale</sup>. */
    default Object fromDecimal(BigInteger unscaled, int scale) {
        throw ValueException.form(this, "a decimal");
    }

    /** Days since 1970-01-01 in the proleptic Gregorian calendar. */
    default Object fromEpochDay(int day) {
        throw ValueException.form(this, "a date");
    }

    /** Microseconds since 1970-01-01T00:00:00, of an instant or of a wall clock taken as UTC. */
    default Object fromEpochMicros(long micros) {
        throw ValueException.form(this, "a timestamp");
    }

    default Object fromText(String value) {
        throw ValueException.form(this, "text");
    }
}
