// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** An S3 in this process, on the loopback interface, that checks signatures. */
public final class LocalS3 implements AutoCloseable {
    private static final String ACCESS_KEY = "local";
    private static final String SECRET_KEY = "local-secret";

    private final S3Proxy proxy;
    private final Gate gate;
    private final URI endpoint;
    private final S3Client client;

    private LocalS3(S3Proxy proxy, Gate gate) {
        this.proxy = proxy;
        this.gate = gate;
        this.endpoint = URI.create("http://127.0.0.1:" + proxy.getPort());
        this.client = client(endpoint, ACCESS_KEY, SECRET_KEY);
    }

    /** Objects live in memory and go with {@link #close}. */
    public static LocalS3 start() {
        return start(0, new TransientNio2BlobStore());
    }

    /** Objects live in {@code folder}. */
    public static LocalS3 start(int port, Path folder) {
        return start(port, new FilesystemNio2BlobStore(folder.toString()));
    }

    public static LocalS3 start(int port) {
        return start(port, new TransientNio2BlobStore());
    }

    private static LocalS3 start(int port, BlobStore objects) {
        Gate gate = new Gate();
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(gate.before(objects))
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                // Else x-amz-security-token and the expected bucket owner are answered with 501.
                .ignoreUnknownHeaders(true)
                .build();
        try {
            proxy.start();
        } catch (Exception failure) {
            throw new IllegalStateException("Could not start the local S3", failure);
        }
        return new LocalS3(proxy, gate);
    }

    /** A client as any local S3 wants it. */
    public static S3Client client(URI endpoint, String accessKey, String secretKey) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    public URI endpoint() {
        return endpoint;
    }

    public String accessKey() {
        return ACCESS_KEY;
    }

    public String secretKey() {
        return SECRET_KEY;
    }

    public Gate gate() {
        return gate;
    }

    /** What it was asked for, by whomever. */
    public CallLog calls() {
        return gate.calls();
    }

    public S3Client client() {
        return client;
    }

    public void createBucket(String bucket) {
        client.createBucket(request -> request.bucket(bucket));
    }

    public List<String> keys(String bucket, String prefix) {
        return client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    public byte[] bytes(String bucket, String key) {
        return client.getObjectAsBytes(request -> request.bucket(bucket).key(key))
                .asByteArray();
    }

    @Override
    public void close() {
        gate.open();
        client.close();
        try {
            proxy.stop();
        } catch (Exception failure) {
            throw new IllegalStateException("Could not stop the local S3", failure);
        }
    }
}
