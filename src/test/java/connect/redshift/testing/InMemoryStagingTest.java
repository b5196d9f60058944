// SPDX-License-Identifier: Apache-2.0
package connect.redshift.testing;

import connect.redshift.contract.StagingContract;
import connect.redshift.staging.S3Uri;
import connect.redshift.staging.Staging;

class InMemoryStagingTest extends StagingContract {
    private final InMemoryStaging staging = new InMemoryStaging();

    @Override
    public Staging staging() {
        return staging;
    }

    @Override
    public S3Uri folder() {
        return new S3Uri("bucket", "folder/");
    }
}
