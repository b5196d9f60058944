// SPDX-License-Identifier: Apache-2.0
package connect.redshift.rows;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.jsonType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT96;

import connect.redshift.table.TypeOptions;
import connect.redshift.testing.PartFile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.JulianFields;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType;

/**
 * A column of a random type in a random physical form, and random values with what they must become; that is worked
 * out with java.time and java.math, not with the code under test.
 */
record RandomColumn(String type, PrimitiveType staged, Supplier<Sample> values) {
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);

    /** What a part holds, and what a record must. */
    record Sample(Object staged, Object read) {}

    static RandomColumn next(int index, Random random, TypeOptions options) {
        return switch (random.nextInt(14)) {
            case 0 -> integer("smallint", index, random, 16);
            case 1 -> integer("integer", index, random, 32);
            case 2 -> integer("bigint", index, random, 64);
            case 3, 4 -> decimal(index, random, options);
            case 5 -> real(index, random);
            case 6 -> doublePrecision(index, random);
            case 7 ->
                new RandomColumn("boolean", PartFile.column(index, BOOLEAN, null), () -> same(random.nextBoolean()));
            case 8 -> text(index, random, options);
            case 9 -> date(index, random, options);
            case 10 -> instant("timestamp", index, random, options);
            case 11 -> instant("timestamptz", index, random, options);
            case 12 -> time(index, random, options);
            default -> bytes(index, random, options);
        };
    }

    private static Sample same(Object value) {
        return new Sample(value, value);
    }

    private static RandomColumn integer(String type, int index, Random random, int bits) {
        boolean wide = bits == 64 || random.nextInt(3) == 0;
        PrimitiveType staged = PartFile.column(
                index, wide ? INT64 : INT32, random.nextBoolean() ? null : intType(wide ? 64 : bits, true));
        return new RandomColumn(type, staged, () -> {
            // A random shift makes short and long numbers, and the extremes, about equally likely.
            long value =
                    (random.nextInt(9) == 0 ? Long.MIN_VALUE : random.nextLong()) >> (64 - bits + random.nextInt(bits));
            Object read = bits == 16 ? (Object) (short) value : bits == 32 ? (Object) (int) value : value;
            return new Sample(value, read);
        });
    }

    private static RandomColumn decimal(int index, Random random, TypeOptions options) {
        int precision = 1 + random.nextInt(38);
        int scale = random.nextInt(Math.min(precision, 37) + 1);
        int least = BigInteger.TEN.pow(precision).bitLength() / 8 + 1;
        PrimitiveType staged =
                switch (random.nextInt(precision <= 9 ? 4 : precision <= 18 ? 3 : 2)) {
                    case 0 -> PartFile.fixedDecimal(index, least + random.nextInt(18 - least), precision, scale);
                    case 1 -> PartFile.column(index, BINARY, decimalType(scale, precision));
                    case 2 -> PartFile.column(index, INT64, decimalType(scale, precision));
                    default -> PartFile.column(index, INT32, decimalType(scale, precision));
                };
        return new RandomColumn("numeric(%d,%d)".formatted(precision, scale), staged, () -> {
            BigInteger limit = BigInteger.TEN.pow(1 + random.nextInt(precision));
            BigInteger digits = random.nextInt(9) == 0
                    ? limit.subtract(BigInteger.ONE)
                    : new BigInteger(limit.bitLength() + 8, random).mod(limit);
            BigDecimal value = new BigDecimal(random.nextBoolean() ? digits.negate() : digits, scale);
            return new Sample(
                    value,
                    switch (options.decimals()) {
                        case PRECISE -> value;
                        case STRING -> value.toPlainString();
                        case DOUBLE -> Double.parseDouble(value.toString());
                    });
        });
    }

    private static RandomColumn real(int index, Random random) {
        boolean wide = random.nextBoolean();
        return new RandomColumn("real", PartFile.column(index, wide ? DOUBLE : FLOAT, null), () -> {
            float value = random.nextInt(9) == 0
                    ? List.of(Float.NaN, Float.NEGATIVE_INFINITY, -0.0f, Float.MIN_VALUE)
                            .get(random.nextInt(4))
                    : (float) random.nextGaussian();
            return new Sample(wide ? (Object) (double) value : value, value);
        });
    }

    private static RandomColumn doublePrecision(int index, Random random) {
        return new RandomColumn(
                "double precision",
                PartFile.column(index, DOUBLE, null),
                () -> same(
                        random.nextInt(9) == 0
                                ? List.of(Double.NaN, Double.POSITIVE_INFINITY, -0.0, Double.MAX_VALUE)
                                        .get(random.nextInt(4))
                                : Double.valueOf(random.nextGaussian() * 1e300)));
    }

    private static RandomColumn text(int index, Random random, TypeOptions options) {
        String type = List.of("character(90)", "character varying(90)", "super", "intervald2s")
                .get(random.nextInt(4));
        boolean trimmed = options.trimChar() && type.startsWith("character(");
        PrimitiveType staged = PartFile.column(
                index, BINARY, random.nextInt(3) == 0 ? null : type.equals("super") ? jsonType() : stringType());
        return new RandomColumn(type, staged, () -> {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(List.of("a", " ", "ß", "€", "𝄞", "'", "\\", "\0", "\t", "\uFFFD")
                        .get(random.nextInt(10)));
            }
            return new Sample(text.toString(), trimmed ? text.toString().replaceAll(" +$", "") : text.toString());
        });
    }

    private static RandomColumn date(int index, Random random, TypeOptions options) {
        return new RandomColumn("date", PartFile.column(index, INT32, dateType()), () -> {
            LocalDate day = LocalDate.of(1, 1, 1).plusDays(random.nextInt(3_652_059));
            return new Sample(
                    day.toEpochDay(),
                    switch (options.times()) {
                        case ADAPTIVE, MICROSECONDS -> (int) day.toEpochDay();
                        case CONNECT ->
                            Date.from(day.atStartOfDay(ZoneOffset.UTC).toInstant());
                        case ISOSTRING -> day + "Z";
                    });
        });
    }

    private static RandomColumn instant(String type, int index, Random random, TypeOptions options) {
        int form = random.nextInt(4);
        PrimitiveType staged =
                switch (form) {
                    case 0 -> PartFile.column(index, INT96, null);
                    case 1 -> PartFile.column(index, INT64, timestampType(false, TimeUnit.MICROS));
                    case 2 -> PartFile.column(index, INT64, timestampType(true, TimeUnit.NANOS));
                    default -> PartFile.column(index, INT64, timestampType(false, TimeUnit.MILLIS));
                };
        return new RandomColumn(type, staged, () -> {
            // Nanoseconds in a long reach from 1677 to 2262 only.
            long seconds = form == 2
                    ? random.nextInt(1_800_000_000) - 900_000_000L
                    : Instant.parse("0001-01-01T00:00:00Z").getEpochSecond()
                            + (long) (random.nextDouble() * 315_537_897_600L);
            int fraction = random.nextInt(1_000_000) / (form == 3 ? 1_000 : 1) * (form == 3 ? 1_000 : 1);
            Instant instant = Instant.ofEpochSecond(seconds, fraction * 1_000L);
            long micros = seconds * 1_000_000 + fraction;
            Object held =
                    switch (form) {
                        case 0 -> {
                            var local = instant.atOffset(ZoneOffset.UTC);
                            yield PartFile.int96(
                                    (int) local.getLong(JulianFields.JULIAN_DAY),
                                    local.toLocalTime().toNanoOfDay());
                        }
                        case 1 -> micros;
                        case 2 -> micros * 1_000;
                        default -> instant.toEpochMilli();
                    };
            boolean zoned = type.equals("timestamptz");
            return new Sample(
                    held,
                    switch (options.times()) {
                        case ADAPTIVE -> zoned ? ISO.format(instant) : (Object) micros;
                        case MICROSECONDS -> micros;
                        case CONNECT -> Date.from(instant.truncatedTo(ChronoUnit.MILLIS));
                        case ISOSTRING -> ISO.format(instant);
                    });
        });
    }

    private static RandomColumn time(int index, Random random, TypeOptions options) {
        boolean zoned = random.nextBoolean();
        PrimitiveType staged = PartFile.column(index, BINARY, random.nextBoolean() ? null : stringType());
        return new RandomColumn(zoned ? "timetz" : "time", staged, () -> {
            LocalTime time = LocalTime.ofNanoOfDay(((long) (random.nextDouble() * 86_400_000_000L)) * 1_000)
                    .truncatedTo(random.nextBoolean() ? ChronoUnit.SECONDS : ChronoUnit.MICROS);
            // SQL leaves zeros at the end of a fraction out.
            String text = CLOCK.format(time).replaceAll("\\.?0+$", "");
            text = text.length() < 8 ? CLOCK.format(time).substring(0, 8) : text;
            if (zoned) {
                ZoneOffset offset = ZoneOffset.ofTotalSeconds((random.nextInt(57) - 28) * 1_800);
                String held = offset.getTotalSeconds() == 0 ? "+00" : offset.toString();
                return new Sample(
                        text + (held.endsWith(":00") ? held.substring(0, 3) : held), CLOCK.format(time) + offset);
            }
            return new Sample(
                    text,
                    switch (options.times()) {
                        case ADAPTIVE, MICROSECONDS -> time.toNanoOfDay() / 1_000;
                        case CONNECT -> Date.from(Instant.ofEpochMilli(time.toNanoOfDay() / 1_000_000));
                        case ISOSTRING -> CLOCK.format(time) + "Z";
                    });
        });
    }

    private static RandomColumn bytes(int index, Random random, TypeOptions options) {
        HexFormat hex = random.nextBoolean() ? HexFormat.of() : HexFormat.of().withUpperCase();
        return new RandomColumn("varbyte(40)", PartFile.column(index, BINARY, stringType()), () -> {
            byte[] value = new byte[random.nextInt(40)];
            random.nextBytes(value);
            return new Sample(
                    hex.formatHex(value),
                    switch (options.binaries()) {
                        case BYTES -> value;
                        case BASE64 -> Base64.getEncoder().encodeToString(value);
                        case HEX ->
                            value.length == 0
                                    ? ""
                                    : "%%0%dx".formatted(value.length * 2).formatted(new BigInteger(1, value));
                    });
        });
    }
}
