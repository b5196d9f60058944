// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.math.BigInteger;
import java.util.function.UnaryOperator;

/** Decodes a value as its own type and widens it for a field of another. */
record PromotedDecoder(ColumnDecoder decoder, UnaryOperator<Object> promotion) implements ColumnDecoder {
    @Override
    public String sqlName() {
        return decoder.sqlName();
    }

    @Override
    public Object fromBoolean(boolean value) {
        return promotion.apply(decoder.fromBoolean(value));
    }

    @Override
    public Object fromLong(long value) {
        return promotion.apply(decoder.fromLong(value));
    }

    @Override
    public Object fromFloat(float value) {
        return promotion.apply(decoder.fromFloat(value));
    }

    @Override
    public Object fromDouble(double value) {
        return promotion.apply(decoder.fromDouble(value));
    }

    @Override
    public Object fromDecimal(long unscaled, int scale) {
        return promotion.apply(decoder.fromDecimal(unscaled, scale));
    }

    @Override
    public Object fromDecimal(BigInteger unscaled, int scale) {
        return promotion.apply(decoder.fromDecimal(unscaled, scale));
    }

    @Override
    public Object fromEpochDay(int day) {
        return promotion.apply(decoder.fromEpochDay(day));
    }

    @Override
    public Object fromEpochMicros(long micros) {
        return promotion.apply(decoder.fromEpochMicros(micros));
    }

    @Override
    public Object fromText(String value) {
        return promotion.apply(decoder.fromText(value));
    }
}
