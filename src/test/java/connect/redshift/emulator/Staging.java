// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** The S3 that UNLOAD writes to, and what Redshift checks and refuses before it does. */
final class Staging implements AutoCloseable {
    private final Settings settings;
    private final Optional<S3Client> client;

    Staging(Settings settings) {
        this.settings = settings;
        this.client = settings.staging().map(s3 -> LocalS3.client(s3.endpoint(), s3.accessKey(), s3.secretKey()));
    }

    void admit(Unload unload) {
        authorize(unload.authorization());
        checkBucket(unload);
        switch (unload.options().destination()) {
            case MUST_BE_EMPTY -> {
                // Measured: the check is by key prefix, not by folder.
                if (!keys(unload.bucket(), unload.prefix(), 1).isEmpty()) {
                    throw new SqlFailure(
                            "ERROR: Specified unload destination on S3 is not empty. Consider using a different bucket"
                                    + " / prefix, manually removing the target files in S3, or using the ALLOWOVERWRITE option."
                                    + detail("Path prefix: " + unload.url(unload.prefix())));
                }
            }
            case CLEAN -> {
                List<String> keys = keys(unload.bucket(), unload.prefix(), 1000);
                while (!keys.isEmpty()) {
                    keys.forEach(key -> delete(unload.bucket(), key));
                    keys = keys(unload.bucket(), unload.prefix(), 1000);
                }
            }
            case OVERWRITE -> {}
        }
    }

    private void authorize(Unload.Authorization authorization) {
        if (authorization instanceof Unload.Authorization.AccessKey key) {
            if (!settings.staging().map(s3 -> s3.accessKey().equals(key.id())).orElse(false)) {
                throw new SqlFailure(
                        "ERROR: S3ServiceException:The AWS Access Key Id you provided does not exist in our records.,"
                                + "Status 403,Error InvalidAccessKeyId,Rid LOCAL,CanRetry 0");
            }
        } else if (authorization instanceof Unload.Authorization.DefaultRole) {
            if (settings.roles().byDefault().isEmpty()) {
                throw new SqlFailure("ERROR: There is no default IAM role associated with the local Redshift");
            }
        } else if (authorization instanceof Unload.Authorization.Roles roles) {
            for (int i = 0; i < roles.chain().size(); i++) {
                String role = roles.chain().get(i);
                boolean known = settings.roles().attached().contains(role)
                        || settings.roles().byDefault().map(role::equals).orElse(false)
                        || (i > 0 && settings.roles().assumable().contains(role));
                if (!known) {
                    throw new SqlFailure("ERROR: User arn:aws:redshift:"
                            + settings.target().region()
                            + ":123456789012:dbuser:" + settings.target().workgroup()
                            + "/IAMR:local is not authorized to assume IAM Role " + String.join(",", roles.chain())
                            + detail("IAM Role=" + role));
                }
            }
        }
    }

    private void checkBucket(Unload unload) {
        try {
            client().headBucket(request -> request.bucket(unload.bucket()));
        } catch (S3Exception failure) {
            if (failure.statusCode() == 404) {
                throw new SqlFailure(
                        "ERROR: S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket,"
                                + "Rid LOCAL,ExtRid LOCAL,CanRetry 1"
                                + detail("Failed to list key " + unload.prefix()));
            }
            throw failed(failure);
        }
        String own = settings.target().region();
        String actual = settings.staging().orElseThrow().regions().getOrDefault(unload.bucket(), own);
        if (!unload.options().region().orElse(own).equals(actual)) {
            throw new SqlFailure(
                    "ERROR: S3ServiceException:The S3 bucket addressed by the query is in a different region from this"
                            + " cluster.,Status 301,Error PermanentRedirect,Rid LOCAL,ExtRid LOCAL,CanRetry 1");
        }
    }

    private static SqlFailure failed(S3Exception failure) {
        return new SqlFailure("ERROR: S3ServiceException:"
                + failure.awsErrorDetails().errorMessage() + ",Status " + failure.statusCode() + ",Error "
                + failure.awsErrorDetails().errorCode() + ",Rid LOCAL,CanRetry 1");
    }

    private static String detail(String context) {
        return "\n  Detail: \n  -----------------------------------------------\n  error:  See above\n  code:      8001\n  context:   "
                + context + "\n  -----------------------------------------------\n";
    }

    void put(Unload unload, String key, byte[] bytes) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(unload.bucket()).key(key);
        if (unload.options().encryption() == Unload.Encryption.KMS) {
            request.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                    .ssekmsKeyId(unload.options().kmsKey().orElseThrow());
        }
        try {
            client().putObject(request.build(), RequestBody.fromBytes(bytes));
        } catch (S3Exception failure) {
            throw failed(failure);
        }
    }

    byte[] bytes(String bucket, String key) {
        return client().getObjectAsBytes(request -> request.bucket(bucket).key(key))
                .asByteArray();
    }

    void delete(String bucket, String key) {
        client().deleteObject(request -> request.bucket(bucket).key(key));
    }

    private List<String> keys(String bucket, String prefix, int most) {
        return client()
                .listObjectsV2(request -> request.bucket(bucket).prefix(prefix).maxKeys(most))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    private S3Client client() {
        return client.orElseThrow(() -> new SqlFailure("ERROR: the local Redshift was started without an S3"));
    }

    @Override
    public void close() {
        client.ifPresent(S3Client::close);
    }
}
