package io.rowferry.sync;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be mended of a table. Everything can be gone through any number of times.
 *
 * @param send keys, as the source writes them, of rows to send as they are now; what the target has in a newer version stays
 * @param force the same of rows that take the target's place whatever version it has
 * @param delete keys, in the form that messages have them in, each followed by the version up to which its row goes, if the
 *     table has versions
 * @param deletes how many of the last there are
 */
public record Mending(
        Iterable<List<String>> send, Iterable<List<String>> force, Iterable<@Nullable String[]> delete, long deletes) {}
