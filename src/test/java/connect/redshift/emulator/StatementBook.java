// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** All submissions of a local Redshift, by id and by client token, for as long as the Data API knows them. */
final class StatementBook {
    /** "The results are kept for 24 hours", "a client token is valid for 8 hours" (management guide, Data API). */
    private static final Duration KEPT = Duration.ofHours(24);

    private static final Duration TOKEN_VALID = Duration.ofHours(8);

    private final Clock clock;
    private final int quota;
    private final Map<String, Submission> known = new LinkedHashMap<>();
    private final Map<String, Submission> byToken = new HashMap<>();
    private final List<Submission> all = Collections.synchronizedList(new ArrayList<>());

    StatementBook(Clock clock, int quota) {
        this.clock = clock;
        this.quota = quota;
    }

    /** A new submission, or none with the one that has the token already. */
    record Entry(Submission submission, boolean isNew) {}

    synchronized Entry enter(Submission.Request request) {
        Submission before = byToken.get(request.token());
        if (before != null && before.created().plus(TOKEN_VALID).isAfter(clock.instant())) {
            // What the real one does here was not found; a caller that does this has a defect.
            if (!before.request().queries().equals(request.queries())) {
                throw ApiFailure.validation("ClientToken was used with another statement");
            }
            return new Entry(before, false);
        }
        long active =
                known.values().stream().filter(one -> !one.status().isEnd()).count();
        if (active >= quota) {
            throw new ApiFailure(
                    "ActiveStatementsExceededException",
                    400,
                    "Active statements exceeded the allowed quota (" + quota + ").");
        }
        Submission submission = new Submission(UUID.randomUUID().toString(), request, clock);
        known.put(submission.id(), submission);
        all.add(submission);
        if (!request.token().isEmpty()) {
            byToken.put(request.token(), submission);
        }
        return new Entry(submission, true);
    }

    /** The submission of a statement's or sub-statement's id. */
    synchronized Optional<Submission> find(String id) {
        Instant oldest = clock.instant().minus(KEPT);
        known.values().removeIf(one -> one.created().isBefore(oldest));
        return Optional.ofNullable(known.get(id.length() > 36 ? id.substring(0, 36) : id));
    }

    synchronized void forget(Submission submission) {
        known.remove(submission.id());
    }

    /** What ListStatements may show, newest first. */
    synchronized List<Submission> newestFirst() {
        Instant oldest = clock.instant().minus(KEPT);
        List<Submission> list = new ArrayList<>(known.values());
        list.removeIf(one -> one.created().isBefore(oldest));
        Collections.reverse(list);
        return list;
    }

    /** Every submission ever made, the expired ones too. */
    List<Submission> all() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }
}
