// SPDX-License-Identifier: Apache-2.0
package connect.redshift.containers;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a class where there is no Docker or no image, counted as a skipped test, with one line that says why. */
final class NeedsDocker implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Class<?> test = context.getRequiredTestClass();
        if (context.getTestMethod().isPresent() || test.isMemberClass()) {
            return ConditionEvaluationResult.enabled("as its class");
        }
        Optional<String> missing = Images.missing();
        return missing.isEmpty()
                ? ConditionEvaluationResult.enabled("Docker answers")
                : ConditionEvaluationResult.disabled(Report.of(test).skipped(missing.get()));
    }
}
