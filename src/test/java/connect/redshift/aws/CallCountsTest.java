// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import connect.redshift.aws.AwsAccess.Callers;
import connect.redshift.aws.AwsAccess.Endpoints;
import connect.redshift.aws.AwsAccess.Network;
import connect.redshift.aws.AwsAccess.S3Access;
import connect.redshift.aws.AwsIdentity.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.redshiftdata.model.RedshiftDataException;

/** Real clients call a server of one thread, which answers as it is told. */
final class CallCountsTest {
    private static final String THROTTLED = "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}";

    private final Queue<String> answers = new ArrayDeque<>();
    private HttpServer server;
    private AwsClients clients;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        clients = AwsClients.build(
                new AwsAccess(
                        Optional.of("eu-central-1"),
                        Callers.both(AwsIdentity.of(new Source.StaticKeys("AKIAEXAMPLE", "secret", Optional.empty()))),
                        Endpoints.PUBLIC.withDataApi(endpoint),
                        Network.DEFAULT,
                        new S3Access(Optional.empty(), Optional.of(endpoint), true)),
                1);
    }

    @AfterEach
    void close() {
        clients.close();
        server.stop(0);
    }

    /** {@code 200 …} or {@code 400 …}, and what the body is. */
    private void answer(HttpExchange call) throws IOException {
        String[] answer = answers.remove().split(" ", 2);
        byte[] body = answer[1].getBytes(UTF_8);
        call.getRequestBody().readAllBytes();
        call.sendResponseHeaders(Integer.parseInt(answer[0]), body.length);
        call.getResponseBody().write(body);
        call.close();
    }

    @Test
    void eachTryCountsAndThrottlesAreToldApart() {
        answers.add("400 " + THROTTLED);
        answers.add("200 {\"Id\":\"one\"}");
        clients.dataApi()
                .executeStatement(
                        request -> request.sql("SELECT 1").database("dev").workgroupName("w"));
        CallCounts counts = clients.calls();
        assertThat(counts.made(AwsCall.DATA_API_EXECUTE)).isEqualTo(2);
        assertThat(counts.throttled()).isOne();

        answers.add("400 {\"__type\":\"ValidationException\",\"message\":\"no such statement\"}");
        assertThatThrownBy(() -> clients.dataApi().cancelStatement(request -> request.id("two")))
                .isInstanceOf(RedshiftDataException.class);
        assertThat(counts.made(AwsCall.DATA_API_CANCEL)).isOne();
        assertThat(counts.throttled()).isOne();

        answers.add("503 <Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>");
        answers.add("200 ");
        clients.s3().deleteObject(request -> request.bucket("b").key("k"));
        assertThat(counts.made(AwsCall.S3_DELETE)).isEqualTo(2);
        assertThat(counts.throttled()).isEqualTo(2);
        assertThat(Arrays.stream(AwsCall.values()).mapToLong(counts::made).sum())
                .isEqualTo(5);
    }

    @Test
    void callsOfNoKindAreCountedTogether() {
        assertThat(AwsCall.of("STS", "AssumeRole")).isEqualTo(AwsCall.AWS_OTHER);
        assertThat(AwsCall.of("S3", "ListStatements")).isEqualTo(AwsCall.AWS_OTHER);
        assertThat(AwsCall.of("", "")).isEqualTo(AwsCall.AWS_OTHER);
        assertThat(AwsCall.of("Redshift Data", "GetStatementResult")).isEqualTo(AwsCall.DATA_API_RESULT);
    }
}
