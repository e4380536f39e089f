package io.rowferry.servers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs a parameterised test on each {@link Engine} that this test run has: on MySQL too with {@code mvn -Pmysql}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@MethodSource("io.rowferry.servers.Engine#present")
public @interface EachEngine {}
