// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import org.apache.parquet.column.Dictionary;

/** How one column's physical values become Connect values; {@link PhysicalForms} chooses it once for a part. */
interface PhysicalForm {
    /** The value of a dictionary's entry. */
    Object ofEntry(Dictionary dictionary, int entry);

    default Object ofBoolean(boolean value) {
        throw new IllegalStateException("not a column of booleans");
    }

    default Object ofInt(int value) {
        throw new IllegalStateException("not a column of INT32");
    }

    default Object ofLong(long value) {
        throw new IllegalStateException("not a column of INT64");
    }

    default Object ofFloat(float value) {
        throw new IllegalStateException("not a column of FLOAT");
    }

    default Object ofDouble(double value) {
        throw new IllegalStateException("not a column of DOUBLE");
    }

    /** A value of {@code length} bytes, which are only lent. */
    default Object ofBytes(byte[] bytes, int from, int length) {
        throw new IllegalStateException("not a column of bytes");
    }

    interface OfBoolean extends PhysicalForm {
        @Override
        Object ofBoolean(boolean value);

        @Override
        default Object ofEntry(Dictionary dictionary, int entry) {
            return ofBoolean(dictionary.decodeToBoolean(entry));
        }
    }

    interface OfInt extends PhysicalForm {
        @Override
        Object ofInt(int value);

        @Override
        default Object ofEntry(Dictionary dictionary, int entry) {
            return ofInt(dictionary.decodeToInt(entry));
        }
    }

    interface OfLong extends PhysicalForm {
        @Override
        Object ofLong(long value);

        @Override
        default Object ofEntry(Dictionary dictionary, int entry) {
            return ofLong(dictionary.decodeToLong(entry));
        }
    }

    interface OfFloat extends PhysicalForm {
        @Override
        Object ofFloat(float value);

        @Override
        default Object ofEntry(Dictionary dictionary, int entry) {
            return ofFloat(dictionary.decodeToFloat(entry));
        }
    }

    interface OfDouble extends PhysicalForm {
        @Override
        Object ofDouble(double value);

        @Override
        default Object ofEntry(Dictionary dictionary, int entry) {
            return ofDouble(dictionary.decodeToDouble(entry));
        }
    }

    /** Also INT96 and FIXED_LEN_BYTE_ARRAY. */
    interface OfBytes extends PhysicalForm {
        @Override
        Object ofBytes(byte[] bytes, int from, int length);

        @Override
        default Object ofEntry(Dictionary dictionary, int entry) {
            byte[] bytes = dictionary.decodeToBinary(entry).getBytes();
            return ofBytes(bytes, 0, bytes.length);
        }
    }
}
