// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.util.HashSet;
import java.util.Set;
import org.gaul.s3proxy.S3ErrorCode;
import org.gaul.s3proxy.S3ProxyException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** Stands in front of a {@link LocalS3}'s objects: lets readers of some of them wait, and refuses listings. */
public final class Gate {
    private String heldPart = "";
    private final Set<String> admitted = new HashSet<>();
    private String refusedPrefix = "";

    Gate() {}

    /** Reads of objects whose key holds {@code part} wait from now on, until they are admitted. */
    public synchronized void hold(String part) {
        heldPart = part;
        admitted.clear();
    }

    public synchronized void admit(String key) {
        admitted.add(key);
        notifyAll();
    }

    /** Listings of prefixes that start with {@code prefix} are refused with 403. */
    public synchronized void refuseLists(String prefix) {
        refusedPrefix = prefix;
    }

    /** Nothing waits and nothing is refused any more. */
    public synchronized void open() {
        heldPart = "";
        refusedPrefix = "";
        notifyAll();
    }

    private synchronized void await(String key) {
        while (!heldPart.isEmpty() && key.contains(heldPart) && !admitted.contains(key)) {
            try {
                wait();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
                throw new S3ProxyException(S3ErrorCode.REQUEST_TIMEOUT, closing);
            }
        }
    }

    private synchronized void list(String prefix) {
        if (!refusedPrefix.isEmpty() && prefix.startsWith(refusedPrefix)) {
            throw new S3ProxyException(S3ErrorCode.ACCESS_DENIED);
        }
    }

    BlobStore before(BlobStore objects) {
        return new ForwardingBlobStore(objects) {
            @Override
            public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
                await(request.key());
                return super.getBlob(request);
            }

            @Override
            public ListObjectsV2Response list(ListObjectsV2Request request) {
                Gate.this.list(request.prefix() == null ? "" : request.prefix());
                return super.list(request);
            }
        };
    }
}
