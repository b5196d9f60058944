// SPDX-License-Identifier: Apache-2.0
package connect.redshift.table;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.Function;

/** Decimals of one precision and scale; a part may hold them wider than they are, and more digits than they have never pass. */
final class DecimalDecoder implements ColumnDecoder {
    /** Every long has fewer digits than this. */
    private static final int DIGITS_OF_LONG = 19;

    private final FractionType.Numeric type;
    private final Function<BigDecimal, Object> value;
    private final BigInteger limit;
    private final long longLimit;

    DecimalDecoder(FractionType.Numeric type, Function<BigDecimal, Object> value) {
        this.type = type;
        this.value = value;
        this.limit = BigInteger.TEN.pow(type.precision());
        this.longLimit = type.precision() < DIGITS_OF_LONG ? limit.longValueExact() : Long.MAX_VALUE;
    }

    @Override
    public String sqlName() {
        return type.sqlName();
    }

    @Override
    public Object fromDecimal(long unscaled, int scale) {
        requireScale(scale);
        boolean fits = type.precision() >= DIGITS_OF_LONG || (unscaled < longLimit && unscaled > -longLimit);
        return decoded(BigDecimal.valueOf(unscaled, scale), fits);
    }

    @Override
    public Object fromDecimal(BigInteger unscaled, int scale) {
        requireScale(scale);
        return decoded(new BigDecimal(unscaled, scale), unscaled.abs().compareTo(limit) < 0);
    }

    private Object decoded(BigDecimal decimal, boolean fits) {
        if (!fits) {
            throw new ValueException("%s does not fit a %s".formatted(decimal.toPlainString(), sqlName()));
        }
        return value.apply(decimal);
    }

    private void requireScale(int scale) {
        if (scale != type.scale()) {
            throw new FormException("%s cannot come with %d decimal places".formatted(sqlName(), scale));
        }
    }
}
