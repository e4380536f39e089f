package io.rowferry.report;

import io.rowferry.table.TableName;
import io.rowferry.verify.Depth;
import io.rowferry.verify.TableVerdict;
import io.rowferry.verify.TableVerdict.Verdict;
import io.rowferry.verify.VerifyResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts as one page that needs nothing else: no network, no script. It shows which tables differ, in which groups and
 * key ranges, and by how much, with some of the rows, what was compared how, and when each table was last proven equal.
 */
public final class VerifyHtml {
    private final Html html;
    private final Map<TableName, Instant> proven;

    private VerifyHtml(PrintWriter out, Map<TableName, Instant> proven) {
        this.html = new Html(out);
        this.proven = proven;
    }

    /**
     * Prints the page.
     *
     * @param proven when each table was last proven equal, as far as one was
     */
    public static void print(Heading heading, VerifyResult result, Map<TableName, Instant> proven, PrintWriter out) {
        new VerifyHtml(out, proven).page(heading, result);
    }

    private void page(Heading heading, VerifyResult result) {
        String title = heading.job() + ": " + headline(result);
        html.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.text("title", "", title).markup("\n<style>\n" + style() + "</style></head>\n<body>");
        html.element("main", "", () -> {
            html.text("h1", "", heading.job());
            html.text(
                    "p",
                    "faint",
                    "verify of " + Figures.time(heading.startedAt()) + ", in " + Figures.roughly(heading.elapsed()));
            html.text("p", "headline verdict " + classOf(overall(result)), headline(result));
            if (result.more()) {
                html.text("p", "settling", "It was stopped by its time; there is more to compare.");
            }
            html.element("section", "", () -> summary(result));
            result.tables().stream()
                    .filter(table -> !table.isEqual()
                            || !table.complete()
                            || !table.groups().isEmpty())
                    .forEach(table -> new VerifyHtmlTable(html, table).section());
        });
        html.markup("</body>\n</html>\n");
    }

    private static String headline(VerifyResult result) {
        long equal = result.tables().stream().filter(TableVerdict::isEqual).count();
        int all = result.tables().size();
        long rows =
                result.tables().stream().mapToLong(TableVerdict::differences).sum();
        if (equal == all && !result.more()) {
            return all == 1 ? "The table is equal" : "All " + all + " tables are equal";
        }
        String them = equal + " of " + all + (result.more() ? " tables looked at so far" : " tables") + " are equal";
        return them + (rows == 0 ? "" : "; " + rows(rows) + " differ");
    }

    private static String rows(long rows) {
        return Figures.count(rows) + (rows == 1 ? " row" : " rows");
    }

    private static Verdict overall(VerifyResult result) {
        List<Verdict> verdicts =
                result.tables().stream().map(TableVerdict::verdict).toList();
        return verdicts.contains(Verdict.DIFFERENT)
                ? Verdict.DIFFERENT
                : result.more() || verdicts.contains(Verdict.SETTLING) ? Verdict.SETTLING : Verdict.EQUAL;
    }

    private void summary(VerifyResult result) {
        List<String> headings = List.of(
                "Table",
                "Verdict",
                " Source rows",
                " Target rows",
                " Missing",
                " Extra",
                " Changed",
                " Newer on target",
                " Settling",
                "Compared by",
                " Took",
                "Last proven equal");
        html.table(headings, () -> result.tables().forEach(table -> html.element("tr", "", () -> summary(table))));
    }

    private void summary(TableVerdict table) {
        html.text("td", "", table.table().toString());
        html.text("td", "verdict " + classOf(table.verdict()), word(table.verdict()));
        html.text("td", "number", Figures.count(table.sourceRows()));
        html.text("td", "number", Figures.count(table.targetRows()));
        count(table.missing());
        count(table.extra());
        count(table.changed());
        count(table.newerOnTarget());
        count(table.settling());
        html.text("td", "", how(table));
        html.text("td", "number", Figures.seconds(table.took()));
        Instant at = proven.get(table.table());
        html.text("td", at == null ? "zero" : "", at == null ? "never" : Figures.time(at));
    }

    private void count(@Nullable Long count) {
        boolean nothing = count == null || count == 0;
        html.text("td", "number" + (nothing ? " zero" : ""), count == null ? "–" : Figures.count(count));
    }

    private static String how(TableVerdict table) {
        String words = word(table.comparedBy());
        return table.byMeaning().isEmpty() || table.comparedBy() == Depth.COUNT
                ? words
                : words + "; by meaning: " + String.join(", ", table.byMeaning());
    }

    static String classOf(Verdict verdict) {
        return word(verdict);
    }

    static String word(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private static String style() {
        try (InputStream css = Objects.requireNonNull(VerifyHtml.class.getResourceAsStream("verify.css"))) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own file cannot be read", e);
        }
    }
}
