// SPDX-License-Identifier: Apache-2.0
package connect.redshift.aws;

import java.util.Arrays;

/** The kinds of calls to AWS that its quotas and bills tell apart. */
public enum AwsCall {
    DATA_API_EXECUTE("Redshift Data", "ExecuteStatement, BatchExecuteStatement"),
    DATA_API_DESCRIBE("Redshift Data", "DescribeStatement"),
    DATA_API_RESULT("Redshift Data", "GetStatementResult, GetStatementResultV2"),
    DATA_API_CANCEL("Redshift Data", "CancelStatement"),
    DATA_API_LIST("Redshift Data", "ListStatements"),
    S3_GET("S3", "GetObject, HeadObject"),
    S3_PUT("S3", "PutObject"),
    S3_DELETE("S3", "DeleteObject, DeleteObjects"),
    S3_LIST("S3", "ListObjectsV2"),
    AWS_OTHER("any other", "");

    private final String service;
    private final String operations;

    AwsCall(String service, String operations) {
        this.service = service;
        this.operations = operations;
    }

    static AwsCall of(String service, String operation) {
        return Arrays.stream(values())
                .filter(call -> call.service.equals(service)
                        && Arrays.asList(call.operations.split(", ", -1)).contains(operation))
                .findFirst()
                .orElse(AWS_OTHER);
    }

    /** For the table of metrics. */
    public String meaning() {
        return operations.isEmpty()
                ? "of any other kind, those for credentials among them"
                : service + ": " + operations;
    }
}
