// SPDX-License-Identifier: Apache-2.0
package connect.redshift.statement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gathers what several tables ask at about the same moment, so that one statement can answer all of them. May be used
 * from any thread; nobody waits here.
 */
public final class Gathering<T> {
    private final Background background;
    private final Company company;
    private final Consumer<List<T>> together;
    private List<T> gathered = new ArrayList<>();

    /**
     * Who may be waited for.
     *
     * @param linger from the first question until all that came by then are handed on
     * @param askers when as many have asked, nobody else is waited for
     */
    public record Company(Duration linger, int askers) {
        /** Each question goes on alone and at once. */
        public static final Company NONE = new Company(Duration.ZERO, 1);
    }

    /**
     * @param together is handed what was gathered, in the order in which it came, on the background or on the thread of
     *     the last who asked; must not block
     */
    public Gathering(Background background, Company company, Consumer<List<T>> together) {
        this.background = background;
        this.company = company;
        this.together = together;
    }

    public void add(T question) {
        boolean first;
        boolean complete;
        synchronized (this) {
            gathered.add(question);
            first = gathered.size() == 1;
            complete = gathered.size() >= company.askers();
        }
        if (complete) {
            handOn();
        } else if (first) {
            // One that comes too late, after all had asked, hands on what came since, a little early.
            background.after(company.linger(), this::handOn);
        }
    }

    private void handOn() {
        List<T> all;
        synchronized (this) {
            all = gathered;
            gathered = new ArrayList<>();
        }
        if (!all.isEmpty()) {
            together.accept(all);
        }
    }
}
