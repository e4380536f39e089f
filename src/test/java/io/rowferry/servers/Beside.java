package io.rowferry.servers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * A test class that runs beside the others, one such class at a time in each of two places. For those that take long, have
 * databases and queues of their own, measure no time and change nothing that the whole process sees.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(providers = Beside.Lock.class)
public @interface Beside {
    /** 1 or 2; together and with all that stand in neither they take about as long as one another. */
    int place() default 1;

    /** Holds the place. */
    final class Lock implements ResourceLocksProvider {
        @Override
        public Set<ResourceLocksProvider.Lock> provideForClass(Class<?> test) {
            return Set.of(new ResourceLocksProvider.Lock(
                    "place " + test.getAnnotation(Beside.class).place()));
        }
    }
}
