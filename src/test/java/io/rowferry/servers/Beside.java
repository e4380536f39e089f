package io.rowferry.servers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * A test class that runs beside the others, two such classes at a time. For those that take long, have databases and
 * queues of their own, measure no time and change nothing that the whole process sees.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(providers = Beside.Places.class)
public @interface Beside {
    /** Deals the classes out, the same way every time. */
    final class Places implements ResourceLocksProvider {
        private static final int COUNT = 2;

        @Override
        public Set<Lock> provideForClass(Class<?> test) {
            int place = Math.floorMod(test.getName().hashCode(), COUNT);
            return Set.of(new Lock("place " + place + " beside the others", ResourceAccessMode.READ_WRITE));
        }
    }
}
