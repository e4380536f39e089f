package io.rowferry.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How what a test claims of Service Bus is known. None has been run against Azure yet: see the package's Javadoc. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Fact {
    Source value();

    /** The title of the page of Microsoft's documentation, what in the client shows it, or why it was chosen so. */
    String from();

    /** From the strongest to the weakest. */
    enum Source {
        /** Microsoft's documentation says so. */
        DOCUMENTED,
        /** The Azure client for Java relies on it, or says it in its own words. */
        CLIENT,
        /** Nobody says: the local broker does it so. Such a test runs against the local broker only. */
        CHOICE
    }
}
