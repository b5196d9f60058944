// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.math.BigInteger;

/**
 * Turns one staged value into the Connect value of its column. A part's own schema decides which of the forms a value
 * comes in; a type refuses the forms that cannot mean it, by name, with a {@link FormException}, and a value that it
 * cannot have with a {@link ValueException}. Called from one thread for a given export, never with null.
 */
public interface ColumnDecoder {
    /** Redshift's name of the type, for messages. */
    String sqlName();

    default Object fromBoolean(boolean value) {
        throw FormException.of(this, "a boolean");
    }

    /** An integer of any width. */
    default Object fromLong(long value) {
        throw FormException.of(this, "an integer");
    }

    default Object fromFloat(float value) {
        throw FormException.of(this, "a single-precision number");
    }

    default Object fromDouble(double value) {
        throw FormException.of(this, "a double-precision number");
    }

    /** A decimal of up to 18 digits: {@code unscaled} × 10<sup>−scale</sup>. */
    default Object fromDecimal(long unscaled, int scale) {
        return fromDecimal(BigInteger.valueOf(unscaled), scale);
    }

    /** A decimal: {@code unscaled} × 10<sup>−scale</sup>. */
    default Object fromDecimal(BigInteger unscaled, int scale) {
        throw FormException.of(this, "a decimal");
    }

    /** Days since 1970-01-01 in the proleptic Gregorian calendar. */
    default Object fromEpochDay(int day) {
        throw FormException.of(this, "a date");
    }

    /** Microseconds since 1970-01-01T00:00:00, of an instant or of a wall clock taken as UTC. */
    default Object fromEpochMicros(long micros) {
        throw FormException.of(this, "a timestamp");
    }

    default Object fromText(String value) {
        throw FormException.of(this, "text");
    }
}
