// SPDX-License-Identifier: Apache-2.0
package connect.redshift.window;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tables are asked alone, because a statement with others failed or hung by their fault. Such a table comes back
 * to the others after it answered well once; at its next fault after two good answers, then four, and so on up to 64,
 * so that a table that is locked every hour costs little and one that is always broken costs nobody else anything. As
 * many good answers among the others clear its name. Thread-safe.
 */
final class AskedAlone {
    private static final Logger LOG = LoggerFactory.getLogger(AskedAlone.class);
    private static final int MOST_DOUBLINGS = 6;
    private static final int CLEARED = 64;

    private final Map<String, Standing> known = new HashMap<>();

    /**
     * @param owed good answers until it may join the others; 0 for one that has joined them
     * @param faults among the others, until its name is cleared
     * @param answered well among the others since
     */
    private record Standing(int owed, int faults, int answered) {
        static Standing after(int faults) {
            return new Standing(1 << Math.min(faults - 1, MOST_DOUBLINGS), faults, 0);
        }
    }

    synchronized boolean contains(String name) {
        Standing standing = known.get(name);
        return standing != null && standing.owed() > 0;
    }

    synchronized void well(String name) {
        Standing before = known.get(name);
        if (before == null) {
            return;
        }
        if (before.owed() > 0) {
            known.put(name, new Standing(before.owed() - 1, before.faults(), 0));
            if (before.owed() == 1) {
                LOG.info("{} answers again and is asked together with other tables", name);
            }
        } else if (before.answered() + 1 >= CLEARED) {
            known.remove(name);
        } else {
            known.put(name, new Standing(0, before.faults(), before.answered() + 1));
        }
    }

    synchronized void atFault(String name, String reason) {
        Standing before = known.getOrDefault(name, new Standing(0, 0, 0));
        Standing now = Standing.after(before.owed() > 0 ? before.faults() : before.faults() + 1);
        known.put(name, now);
        if (before.owed() == 0) {
            LOG.warn("{} is asked alone until it has answered {} times: {}", name, now.owed(), reason);
        }
    }
}
