// SPDX-License-Identifier: Apache-2.0
package connect.redshift.emulator;

import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.model.DescribeStatementResponse;
import software.amazon.awssdk.services.redshiftdata.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.redshiftdata.model.Field;

/** The SDK's own client for a local Redshift, and its shortest way to a finished statement. */
final class DataApiCaller implements AutoCloseable {
    private final RedshiftDataClient client;

    DataApiCaller(LocalRedshift redshift) {
        this(redshift, redshift.settings().access().accessKeys().iterator().next());
    }

    DataApiCaller(LocalRedshift redshift, String accessKey) {
        this.client = RedshiftDataClient.builder()
                .endpointOverride(redshift.endpoint())
                .region(Region.of(redshift.settings().target().region()))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "any-secret")))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    RedshiftDataClient client() {
        return client;
    }

    String submit(String sql) {
        return submit(sql, request -> {});
    }

    String submit(String sql, Consumer<ExecuteStatementRequest.Builder> more) {
        return client.executeStatement(request -> {
                    request.workgroupName("local").database("dev").sql(sql);
                    more.accept(request);
                })
                .id();
    }

    DescribeStatementResponse end(String id) {
        return client.describeStatement(request -> request.id(id).waitTimeSeconds(30));
    }

    DescribeStatementResponse run(String sql) {
        return end(submit(sql));
    }

    List<List<Field>> rows(String sql) {
        String id = submit(sql);
        DescribeStatementResponse end = end(id);
        if (end.error() != null) {
            throw new AssertionError(sql + ": " + end.error());
        }
        return client.getStatementResultPaginator(request -> request.id(id)).stream()
                .flatMap(page -> page.records().stream())
                .toList();
    }

    String value(String sql) {
        Field field = rows(sql).get(0).get(0);
        return field.stringValue() != null ? field.stringValue() : String.valueOf(field.longValue());
    }

    @Override
    public void close() {
        client.close();
    }
}
