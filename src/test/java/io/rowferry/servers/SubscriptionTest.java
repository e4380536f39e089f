package io.rowferry.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

    @Test
    void what_the_publisher_commits_arrives_until_the_subscription_is_closed() throws SQLException {
        TestDatabase publisher = Servers.postgres().freshDatabase();
        TestDatabase subscriber = Servers.postgres().freshDatabase();
        String table = "create table t (a int primary key)";
        publisher.execute(table, "insert into t values (1)");
        subscriber.execute(table);

        Subscription subscription = Subscription.of(Servers.postgres(), publisher, subscriber, "t");
        try (subscription) {
            publisher.execute("insert into t values (2)");
            subscription.catchUp();
            assertThat(subscriber.query("select a from t")).containsExactly(List.of("2"));
        }

        String slot = "select active from pg_replication_slots where slot_name = '" + subscription.name() + "'";
        assertThat(publisher.query(slot)).isEmpty();
        publisher.execute("insert into t values (3)");
        assertThat(subscriber.count("t")).isOne();
    }
}
