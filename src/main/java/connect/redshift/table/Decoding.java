// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongFunction;

/** Decoders of types that come in one form and become one of several. */
final class Decoding {
    private Decoding() {}

    record OfText(String sqlName, Function<String, Object> value) implements ColumnDecoder {
        @Override
        public Object fromText(String staged) {
            return value.apply(staged);
        }
    }

    record OfDay(String sqlName, IntFunction<Object> value) implements ColumnDecoder {
        @Override
        public Object fromEpochDay(int day) {
            return value.apply(day);
        }
    }

    record OfMicros(String sqlName, LongFunction<Object> value) implements ColumnDecoder {
        @Override
        public Object fromEpochMicros(long micros) {
            return value.apply(micros);
        }
    }
}
