package io.rowferry.servers;

/** Statements that make a server find no room on its disk for new rows of a table, and some again. */
public final class FullDisk {
    private FullDisk() {}

    /** From then on inserting fails as it does on a full disk. */
    public static String[] fill(Engine engine, String table) {
        String trigger = "create trigger full_disk before insert on " + table + " for each row";
        return engine == Engine.POSTGRESQL
                ? new String[] {
                    "create function full_disk() returns trigger language plpgsql as $$ begin"
                            + " raise exception 'could not extend file: No space left on device' using errcode = '53100';"
                            + " end $$",
                    trigger + " execute function full_disk()"
                }
                : new String[] {trigger + " signal sqlstate 'HY000' set mysql_errno = 1021, message_text = 'Disk full'"
                };
    }

    /** Makes room. */
    public static String free(Engine engine, String table) {
        return "drop trigger full_disk" + (engine == Engine.POSTGRESQL ? " on " + table : "");
    }
}
