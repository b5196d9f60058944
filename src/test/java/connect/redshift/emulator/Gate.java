// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import org.gaul.s3proxy.S3ErrorCode;
import org.gaul.s3proxy.S3ProxyException;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Stands in front of a {@link LocalS3}'s objects: lets callers of some of them wait, and refuses calls. */
public final class Gate {
    /** What may wait. */
    public enum Call {
        READ,
        LIST,
        DELETE,
        WRITE
    }

    /** How S3 says no, with the status and the code that it gives. */
    public enum Refusal {
        DENIED(403, "AccessDenied"),
        EXPIRED_TOKEN(400, "ExpiredToken"),
        GONE(404, "NoSuchKey"),
        INTERNAL_ERROR(500, "InternalError"),
        SLOW_DOWN(503, "SlowDown");

        private final int status;
        private final String code;

        Refusal(int status, String code) {
            this.status = status;
            this.code = code;
        }

        private AwsServiceException exception() {
            return S3Exception.builder()
                    .statusCode(status)
                    .message(code)
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode(code)
                            .errorMessage("refused by a test")
                            .build())
                    .build();
        }
    }

    private final CallLog calls = new CallLog();
    private Call refused = Call.READ;
    private String refusedPart = "";
    private Refusal refusal = Refusal.DENIED;
    private int refusals;

    private Call held = Call.READ;
    private String heldPart = "";
    private boolean holdsAll;
    private final Set<String> begun = new HashSet<>();
    private final Set<String> admitted = new HashSet<>();
    private final Set<String> waiting = new HashSet<>();
    private String refusedPrefix = "";

    Gate() {}

    /** Reads of objects whose key holds {@code part} wait from now on, until they are admitted. */
    public synchronized void hold(String part) {
        hold(Call.READ, part);
    }

    /** Calls for keys or prefixes that hold {@code part} wait from now on. */
    public synchronized void hold(Call call, String part) {
        held = call;
        heldPart = part;
        holdsAll = true;
        begun.clear();
        admitted.clear();
        waiting.clear();
    }

    /** Of parts with this in their key, only the footer and the first row group are read from now on. */
    public synchronized void holdLaterRowGroups(String part) {
        hold(Call.READ, part);
        holdsAll = false;
    }

    public synchronized void admit(String key) {
        admitted.add(key);
        notifyAll();
    }

    /** The keys whose callers have had to wait since {@link #hold}. */
    public synchronized Set<String> waiting() {
        return Set.copyOf(waiting);
    }

    /** Listings of prefixes that start with {@code prefix} are refused with 403. */
    public synchronized void refuseLists(String prefix) {
        refusedPrefix = prefix;
    }

    /** The next {@code times} such calls for keys or prefixes that hold {@code part} are refused. */
    public synchronized void refuse(Call call, String part, Refusal how, int times) {
        refused = call;
        refusedPart = part;
        refusal = how;
        refusals = times;
    }

    /** How many calls are still to be refused. */
    public synchronized int refusals() {
        return refusals;
    }

    private synchronized void admitOrRefuse(Call call, String key) {
        if (refusals > 0 && call == refused && key.contains(refusedPart)) {
            refusals--;
            throw refusal.exception();
        }
    }

    /** Nothing waits and nothing is refused any more. */
    public synchronized void open() {
        heldPart = "";
        refusedPrefix = "";
        refusals = 0;
        notifyAll();
    }

    private synchronized void await(Call call, String key, String range) {
        // A reader begins with the end of a part; the first row group begins behind Parquet's four magic bytes.
        if (!holdsAll && (begun.add(key) || range.startsWith("bytes=4-"))) {
            return;
        }
        while (isHeld(call, key)) {
            waiting.add(key);
            try {
                wait();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
                throw new S3ProxyException(S3ErrorCode.REQUEST_TIMEOUT, closing);
            }
        }
    }

    private boolean isHeld(Call call, String key) {
        return call == held && !heldPart.isEmpty() && key.contains(heldPart) && !admitted.contains(key);
    }

    private synchronized void list(String prefix) {
        if (!refusedPrefix.isEmpty() && prefix.startsWith(refusedPrefix)) {
            throw new S3ProxyException(S3ErrorCode.ACCESS_DENIED);
        }
        admitOrRefuse(Call.LIST, prefix);
        await(Call.LIST, prefix, "");
    }

    CallLog calls() {
        return calls;
    }

    BlobStore before(BlobStore objects) {
        return new ForwardingBlobStore(objects) {
            @Override
            public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
                calls.add("GetObject", request.key());
                admitOrRefuse(Call.READ, request.key());
                await(Call.READ, request.key(), request.range() == null ? "" : request.range());
                return super.getBlob(request);
            }

            @Override
            public ListObjectsV2Response list(ListObjectsV2Request request) {
                String prefix = request.prefix() == null ? "" : request.prefix();
                calls.add("ListObjectsV2", prefix);
                Gate.this.list(prefix);
                return super.list(request);
            }

            @Override
            public DeleteObjectsResponse removeBlobs(DeleteObjectsRequest request) {
                calls.add("DeleteObjects", request.delete().objects().get(0).key());
                request.delete().objects().forEach(object -> {
                    admitOrRefuse(Call.DELETE, object.key());
                    await(Call.DELETE, object.key(), "");
                });
                return super.removeBlobs(request);
            }

            @Override
            public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
                calls.add("PutObject", request.key());
                admitOrRefuse(Call.WRITE, request.key());
                return super.putBlob(request, content);
            }
        };
    }
}
