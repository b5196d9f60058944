// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

/**
 * In which form values arrive, where the user has a choice. Asked once for a column, never for a value.
 *
 * @param trimChar whether CHAR loses the blanks that pad it
 * @param sourceType whether schemas say what Redshift calls the column's type
 */
public record TypeOptions(
        Decimals decimals,
        Times times,
        Binaries binaries,
        boolean trimChar,
        boolean sourceType,
        UnsupportedTypes unsupported) {
    /** Loses nothing. */
    public static final TypeOptions DEFAULT =
            new TypeOptions(Decimals.PRECISE, Times.ADAPTIVE, Binaries.BYTES, false, false);

    /** These forms; what cannot be read is refused. */
    public TypeOptions(Decimals decimals, Times times, Binaries binaries, boolean trimChar, boolean sourceType) {
        this(decimals, times, binaries, trimChar, sourceType, UnsupportedTypes.FAIL);
    }

    /** What DECIMAL becomes. */
    public enum Decimals {
        /** Connect's Decimal. */
        PRECISE,
        /** Every digit, as text. */
        STRING,
        /** The nearest double: about 15 digits survive. */
        DOUBLE
    }

    /** What days and times become. */
    public enum Times {
        /** Whole days and microseconds; text where a zone is part of the type. */
        ADAPTIVE,
        /** Connect's own types: microseconds are cut to milliseconds, towards the past. */
        CONNECT,
        /** As adaptive, and instants are microseconds, too. */
        MICROSECONDS,
        /** Text after ISO 8601. */
        ISOSTRING
    }

    /** What VARBYTE becomes. */
    public enum Binaries {
        BYTES,
        BASE64,
        HEX
    }
}
