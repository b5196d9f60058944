// SPDX-License-Identifier: Apache-2.0
package connect.redshift.stream;

import connect.redshift.record.SourceOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The offsets that this task has handed to Connect and that may still be stored. Without transactions a commit stores
 * the offset of the last record in a row that was acknowledged, so a stored offset from before an export does not mean
 * that none of this export will follow. Only an offset from behind the export does.
 */
final class ToldOffsets {
    private final List<SourceOffset> told = new ArrayList<>();

    /** Handed out now; of an export half read, the first is enough. */
    synchronized void add(SourceOffset offset) {
        if (told.isEmpty() || !meansSame(told.get(told.size() - 1), offset)) {
            told.add(offset);
        }
    }

    /** The exports that a commit may name from now on, when {@code stored} is what it has stored so far. */
    synchronized Set<String> nameable(Optional<SourceOffset> stored) {
        stored.ifPresent(this::forgetBefore);
        return told.stream().flatMap(offset -> offset.exportInUse().stream()).collect(Collectors.toUnmodifiableSet());
    }

    private void forgetBefore(SourceOffset stored) {
        for (int index = told.size() - 1; index >= 0; index--) {
            if (meansSame(told.get(index), stored)) {
                told.subList(0, index).clear();
                return;
            }
        }
    }

    private static boolean meansSame(SourceOffset one, SourceOffset other) {
        return one.exportInUse().isPresent() ? one.exportInUse().equals(other.exportInUse()) : one.equals(other);
    }
}
