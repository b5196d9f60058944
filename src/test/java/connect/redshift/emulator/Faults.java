// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What is to go wrong, for how many calls or statements, and for which. */
public final class Faults {
    /** Kinds above HOLD strike a call, the others a statement. */
    public enum Kind {
        /** ThrottlingException, 400. */
        THROTTLE,
        /** The service's throttling of its own back end, as a ValidationException. */
        HIDDEN_THROTTLE,
        /** InternalServerException, 500. */
        INTERNAL_ERROR,
        /** The call is executed, then the connection is closed without an answer. */
        LOST_RESPONSE,
        /** ExpiredTokenException, 403: temporary credentials that nobody renewed. */
        EXPIRED_TOKEN,
        /** AccessDeniedException, 400. */
        DENIED,
        /** The statement is forgotten, as after 24 hours. */
        EXPIRE,
        /** The statement stays STARTED until the fault is removed. */
        HOLD,
        /** The statement stays PICKED for {@code delay}. */
        SLOW_PICK,
        FAIL,
        /** UNLOAD leaves some parts, no manifest, and fails. */
        FAIL_AFTER_PARTS,
        /** ABORTED without an error text. */
        ABORT,
        MISSING_PART,
        TRUNCATED_PART,
        CORRUPTED_PART,
        /** The manifest counts a record too many. */
        WRONG_COUNT,
        NO_MANIFEST
    }

    static final Set<Kind> OF_CALLS = Set.of(
            Kind.THROTTLE,
            Kind.HIDDEN_THROTTLE,
            Kind.INTERNAL_ERROR,
            Kind.LOST_RESPONSE,
            Kind.EXPIRED_TOKEN,
            Kind.DENIED,
            Kind.EXPIRE);
    static final Set<Kind> OF_FILES =
            Set.of(Kind.MISSING_PART, Kind.TRUNCATED_PART, Kind.CORRUPTED_PART, Kind.WRONG_COUNT, Kind.NO_MANIFEST);
    static final Set<Kind> OF_RUNS = Set.of(Kind.FAIL, Kind.ABORT);

    /** An empty {@code operation} or {@code sqlContains} matches all; case of SQL does not matter. */
    public record Fault(Kind kind, String operation, String sqlContains, int times, String text, Duration delay) {
        public static Fault of(Kind kind) {
            return new Fault(kind, "", "", 1, "", Duration.ZERO);
        }

        public Fault on(String other) {
            return new Fault(kind, other, sqlContains, times, text, delay);
        }

        public Fault where(String other) {
            return new Fault(kind, operation, other, times, text, delay);
        }

        public Fault times(int other) {
            return new Fault(kind, operation, sqlContains, other, text, delay);
        }

        public Fault saying(String other) {
            return new Fault(kind, operation, sqlContains, times, other, delay);
        }

        public Fault lasting(Duration other) {
            return new Fault(kind, operation, sqlContains, times, text, other);
        }

        private boolean matches(String call, String sql) {
            return (operation.isEmpty() || operation.equals(call))
                    && sql.toLowerCase(Locale.ROOT).contains(sqlContains.toLowerCase(Locale.ROOT));
        }
    }

    private final Map<String, Fault> waiting = new LinkedHashMap<>();
    private int added;

    /** The fault's id, for {@link #remove}. */
    public synchronized String add(Fault fault) {
        String id = "fault-" + ++added;
        waiting.put(id, fault);
        return id;
    }

    public synchronized boolean remove(String id) {
        boolean removed = waiting.remove(id) != null;
        notifyAll();
        return removed;
    }

    public synchronized void clear() {
        waiting.clear();
        notifyAll();
    }

    /** Faults that have not struck for the last time, by id. */
    public synchronized Map<String, Fault> list() {
        return new LinkedHashMap<>(waiting);
    }

    /** The first fault of these kinds that matches, counted as struck. */
    synchronized Optional<Fault> take(Set<Kind> kinds, String operation, String sql) {
        for (Map.Entry<String, Fault> entry : List.copyOf(waiting.entrySet())) {
            Fault fault = entry.getValue();
            if (!kinds.contains(fault.kind()) || !fault.matches(operation, sql)) {
                continue;
            }
            if (fault.times() <= 1) {
                waiting.remove(entry.getKey());
            } else {
                waiting.put(entry.getKey(), fault.times(fault.times() - 1));
            }
            return Optional.of(fault);
        }
        return Optional.empty();
    }

    /** Waits while a HOLD matches, looking at {@code cancelled} now and then. */
    synchronized void awaitRelease(String sql, BooleanSupplier cancelled) throws InterruptedException {
        while (!cancelled.getAsBoolean() && isHeld(sql)) {
            wait(20);
        }
    }

    private boolean isHeld(String sql) {
        return waiting.values().stream().anyMatch(fault -> fault.kind() == Kind.HOLD && fault.matches("", sql));
    }
}
