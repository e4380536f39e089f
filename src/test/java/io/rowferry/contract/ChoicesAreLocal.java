package io.rowferry.contract;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** What the local broker chose itself is not asked of another Service Bus. */
final class ChoicesAreLocal implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getTestMethod()
                .flatMap(method -> AnnotationSupport.findAnnotation(method, Fact.class))
                .filter(fact -> fact.value() == Fact.Source.CHOICE && !Namespace.isLocal())
                .map(fact -> ConditionEvaluationResult.disabled("a choice of the local broker: " + fact.from()))
                .orElseGet(() -> ConditionEvaluationResult.enabled("asked of every Service Bus"));
    }
}
