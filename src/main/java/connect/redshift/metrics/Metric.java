// SPDX-License-Identifier: Apache-2.0
package connect.redshift.metrics;

import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * One figure that operators see.
 *
 * @param name spelt as Kafka's own
 * @param unit empty for texts
 * @param type {@link Long} or {@link String}
 * @param value asked from any thread, at any time; never null
 */
public record Metric<S>(String name, String unit, String meaning, Class<?> type, Function<S, Object> value) {
    static <S> Metric<S> number(String name, String unit, String meaning, ToLongFunction<S> value) {
        return new Metric<>(name, unit, meaning, Long.class, value::applyAsLong);
    }

    static <S> Metric<S> text(String name, String meaning, Function<S, String> value) {
        return new Metric<>(name, "", meaning, String.class, value::apply);
    }

    /** For tools that show one. */
    String description() {
        return unit.isEmpty() ? meaning : unit + " " + meaning;
    }
}
