// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import connect.redshift.stream.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A pause that is over at once; remembers how long it was asked to be, and may do something meanwhile. */
public final class RecordedPause implements Pause {
    private final Runnable meanwhile;
    private final List<Duration> waits = new ArrayList<>();
    private int ends;

    public RecordedPause() {
        this(() -> {});
    }

    public RecordedPause(Runnable meanwhile) {
        this.meanwhile = meanwhile;
    }

    @Override
    public void upTo(Duration longest) {
        waits.add(longest);
        meanwhile.run();
    }

    @Override
    public void end() {
        ends++;
    }

    public List<Duration> waits() {
        return List.copyOf(waits);
    }

    public int ends() {
        return ends;
    }
}
