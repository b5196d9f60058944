// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import connect.redshift.staging.GoneException;
import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;
import connect.redshift.staging.StagingException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Staging without S3: objects in a map, stamped by a clock; the next calls fail when a test says so. */
public final class MemoryStaging implements Staging {
    private final Clock clock;
    private final Map<String, Stored> stored = new TreeMap<>();
    private final Deque<StagingException> faults = new ArrayDeque<>();

    private static final class Stored {
        private final byte[] content;
        private final Instant written;

        Stored(byte[] content, Instant written) {
            this.content = content;
            this.written = written;
        }
    }

    public MemoryStaging(Clock clock) {
        this.clock = clock;
    }

    /** The next call fails like this; said twice, the next two do. */
    public void failNext(String message) {
        faults.add(new StagingException(message, true, null));
    }

    public void heal() {
        faults.clear();
    }

    /** Every object that is there, sorted. */
    public List<S3Uri> objects() {
        return stored.keySet().stream().map(S3Uri::parse).toList();
    }

    public boolean has(S3Uri object) {
        return stored.containsKey(object.toString());
    }

    /** Stores without failing, as somebody else would. */
    public void put(S3Uri object, byte[] content) {
        stored.put(object.toString(), new Stored(content.clone(), clock.instant()));
    }

    /** Removes without failing, as somebody else would. */
    public void remove(S3Uri object) {
        stored.remove(object.toString());
    }

    @Override
    public Optional<byte[]> read(S3Uri object) {
        fault();
        return Optional.ofNullable(stored.get(object.toString())).map(found -> found.content.clone());
    }

    @Override
    public void write(S3Uri object, byte[] content) {
        fault();
        put(object, content);
    }

    @Override
    public void readRange(Part part, long from, byte[] buffer, int at, int length) {
        fault();
        Stored found = stored.get(part.uri().toString());
        if (found == null) {
            throw new GoneException(part.uri() + " is gone", null);
        }
        if (found.content.length != part.bytes()) {
            throw new StagingException(part.uri() + " has another length than its manifest says", false, null);
        }
        System.arraycopy(found.content, (int) from, buffer, at, length);
    }

    @Override
    public List<StagedObject> list(S3Uri prefix) {
        fault();
        return objects().stream()
                .filter(prefix::contains)
                .map(uri -> {
                    Stored found = stored.get(uri.toString());
                    return new StagedObject(uri, found.content.length, found.written);
                })
                .toList();
    }

    @Override
    public void delete(List<S3Uri> objects) {
        fault();
        objects.forEach(this::remove);
    }

    private void fault() {
        StagingException fault = faults.poll();
        if (fault != null) {
            throw fault;
        }
    }
}
