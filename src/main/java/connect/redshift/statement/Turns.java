// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Lets at most so many go on at once, first come, first served; whoever waits holds no thread. */
final class Turns {
    private final int most;
    private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private int taken;

    Turns(int most) {
        this.most = most;
    }

    /**
     * Completes when it is the asker's turn.
     *
     * @param end of the turn, however it comes, also before the turn has
     */
    CompletableFuture<Void> turn(CompletableFuture<?> end) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(turn);
        }
        var unused = end.whenComplete((value, failure) -> over(turn));
        goOn();
        return turn;
    }

    private void over(CompletableFuture<Void> turn) {
        synchronized (this) {
            if (!waiting.removeIf(other -> other == turn)) {
                taken--;
            }
        }
        goOn();
    }

    private void goOn() {
        Optional<CompletableFuture<Void>> next = next();
        while (next.isPresent()) {
            next.get().complete(null);
            next = next();
        }
    }

    private synchronized Optional<CompletableFuture<Void>> next() {
        if (taken >= most || waiting.isEmpty()) {
            return Optional.empty();
        }
        taken++;
        return Optional.of(waiting.remove());
    }
}
