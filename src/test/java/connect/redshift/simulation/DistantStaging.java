// SPDX-License-Identifier: Apache-2.0
package connect.redshift.simulation;

import connect.redshift.staging.Part;
import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A staging whose every call takes as long as one to S3 (assumed). */
record DistantStaging(Staging staging, VirtualTime time) implements Staging {
    private static final Duration CALL = Duration.ofMillis(30);

    @Override
    public Optional<byte[]> read(S3Uri object) {
        time.pass(CALL);
        return staging.read(object);
    }

    @Override
    public void write(S3Uri object, byte[] content) {
        time.pass(CALL);
        staging.write(object, content);
    }

    @Override
    public void readRange(Part part, long from, byte[] buffer, int at, int length) {
        time.pass(CALL);
        staging.readRange(part, from, buffer, at, length);
    }

    @Override
    public List<StagedObject> list(S3Uri prefix) {
        time.pass(CALL);
        return staging.list(prefix);
    }

    @Override
    public void delete(List<S3Uri> objects) {
        time.pass(CALL);
        staging.delete(objects);
    }
}
