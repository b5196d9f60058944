// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import connect.redshift.table.ValueException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Parquet's oldest timestamp, the one that UNLOAD writes: eight bytes of nanoseconds of the day and four bytes of
 * Julian day, little-endian. Integers only, so no zone and no calendar of the JVM can touch it.
 */
final class Int96 {
    private static final int BYTES = 12;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;
    private static final long MICROS_A_DAY = 86_400_000_000L;

    private Int96() {}

    /** Microseconds since 1970-01-01T00:00:00, negative before. */
    static long epochMicros(byte[] bytes, int from, int length) {
        if (length != BYTES) {
            throw new ValueException("an INT96 timestamp has %d bytes".formatted(length));
        }
        long nanosOfDay = (long) LONGS.get(bytes, from);
        long day = (int) INTS.get(bytes, from + Long.BYTES);
        try {
            return Math.addExact(
                    Math.multiplyExact(day - JULIAN_DAY_OF_EPOCH, MICROS_A_DAY), microsOfNanos(nanosOfDay));
        } catch (ArithmeticException e) {
            throw new ValueException("Julian day %d lies outside of the range of timestamps".formatted(day));
        }
    }

    /** Redshift keeps microseconds; digits below them would be lost, so they are refused. */
    static long microsOfNanos(long nanos) {
        if (nanos % 1_000 != 0) {
            throw new ValueException("a timestamp of %d nanoseconds is finer than a microsecond".formatted(nanos));
        }
        return nanos / 1_000;
    }
}
