// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import connect.redshift.staging.GoneException;
import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;
import connect.redshift.staging.StagingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Staging without S3: objects in a map, faults on demand, and a record of every call. */
public final class InMemoryStaging implements Staging {
    /** Such as {@code read s3://b/k} or {@code readRange s3://b/k 4+100}. */
    private final List<String> calls = new ArrayList<>();

    private final Map<String, byte[]> contents = new TreeMap<>();
    private final Map<String, Instant> written = new HashMap<>();
    private final Map<Integer, StagingException> faults = new HashMap<>();
    private final Map<Integer, StagingException> rangeFaults = new HashMap<>();
    private Instant now = Instant.EPOCH;
    private int ranges;
    private long rangeBytes;

    /** The {@code n}-th call from here on, the next being 1, fails. */
    public synchronized void failCall(int n, StagingException fault) {
        faults.put(calls.size() + n, fault);
    }

    /** The {@code n}-th range from here on, the next being 1, fails. */
    public synchronized void failReadRange(int n, StagingException fault) {
        rangeFaults.put(ranges + n, fault);
    }

    /** Cuts an object short behind its manifest's back. */
    public synchronized void shorten(S3Uri object, int bytes) {
        contents.compute(object.toString(), (uri, content) -> Arrays.copyOf(content, bytes));
    }

    /** What objects written from here on are stamped with. */
    public synchronized void setTime(Instant time) {
        now = time;
    }

    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Bytes that ranges handed out so far. */
    public synchronized long rangeBytes() {
        return rangeBytes;
    }

    /** Every object that is there. */
    public synchronized List<S3Uri> objects() {
        return contents.keySet().stream().map(S3Uri::parse).toList();
    }

    private void call(String call) {
        calls.add(call);
        StagingException fault = faults.remove(calls.size());
        if (fault != null) {
            throw fault;
        }
    }

    @Override
    public synchronized Optional<byte[]> read(S3Uri object) {
        call("read " + object);
        return Optional.ofNullable(contents.get(object.toString())).map(byte[]::clone);
    }

    @Override
    public synchronized void write(S3Uri object, byte[] content) {
        call("write " + object);
        contents.put(object.toString(), content.clone());
        written.put(object.toString(), now);
    }

    @Override
    public synchronized void readRange(Part part, long from, byte[] buffer, int at, int length) {
        call("readRange %s %d+%d".formatted(part.uri(), from, length));
        ranges++;
        StagingException fault = rangeFaults.remove(ranges);
        if (fault != null) {
            throw fault;
        }
        byte[] stored = contents.get(part.uri().toString());
        if (stored == null) {
            throw new GoneException(part.uri() + " is gone", null);
        }
        if (stored.length != part.bytes()) {
            throw new StagingException(
                    "%s has %d bytes instead of %d".formatted(part.uri(), stored.length, part.bytes()), false, null);
        }
        System.arraycopy(stored, (int) from, buffer, at, length);
        rangeBytes += length;
    }

    @Override
    public synchronized List<StagedObject> list(S3Uri prefix) {
        call("list " + prefix);
        return objects().stream()
                .filter(prefix::contains)
                .map(uri -> new StagedObject(uri, contents.get(uri.toString()).length, written.get(uri.toString())))
                .toList();
    }

    @Override
    public synchronized void delete(List<S3Uri> deleted) {
        call("delete " + deleted);
        deleted.forEach(object -> contents.remove(object.toString()));
    }
}
