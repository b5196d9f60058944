// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

/** How UNLOAD's parts hold values, where no part written by a real Redshift could be found to settle it. */
public record PhysicalForm(Timestamps timestamps, Decimals decimals, boolean smallintAnnotated) {
    /** INT96 was measured for TIMESTAMP; INT64 fits all other evidence as well. */
    public enum Timestamps {
        INT96,
        INT64_MICROS
    }

    /** FIXED_LEN_BYTE_ARRAY(8) was measured for DECIMAL(18,2) only. */
    public enum Decimals {
        /** The fewest bytes that hold the precision. */
        FIXED_MINIMAL,
        /** 8 bytes up to precision 18, else 16. */
        FIXED_8_16,
        /** INT32 up to precision 9, INT64 up to 18, else 16 bytes. */
        INT32_INT64,
        /** INT64 up to precision 18, else 16 bytes. */
        INT64
    }

    /** The form that was measured. */
    public static PhysicalForm measured() {
        return new PhysicalForm(Timestamps.INT96, Decimals.FIXED_MINIMAL, true);
    }
}
