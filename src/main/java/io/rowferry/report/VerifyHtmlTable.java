package io.rowferry.report;

import io.rowferry.verify.Difference;
import io.rowferry.verify.TableVerdict;
import io.rowferry.verify.TableVerdict.Group;
import io.rowferry.verify.TableVerdict.Stretch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of the page that is about one table: where it differs, by how much, and some of the rows. */
final class VerifyHtmlTable {
    private static final int SHOWN = 15;

    private final Html html;
    private final TableVerdict table;

    VerifyHtmlTable(Html html, TableVerdict table) {
        this.html = html;
        this.table = table;
    }

    void section() {
        html.element("section", "", () -> {
            html.text("h2", "", table.table().toString());
            html.text("p", "verdict " + VerifyHtml.classOf(table.verdict()), summary());
            if (!table.groups().isEmpty()) {
                groups();
            }
            if (!table.stretches().isEmpty()) {
                stretches();
            }
            if (!table.samples().isEmpty()) {
                samples();
            }
        });
    }

    private String summary() {
        List<String> words = new ArrayList<>(List.of(VerifyHtml.word(table.verdict())));
        word(words, table.rejected(), "rejected by the target");
        word(words, table.allowed(), "only on the target, which the job lets stay");
        word(words, table.settling(), "still on their way");
        if (!table.complete()) {
            words.add("not looked through to the end: there may be more");
        }
        return String.join(" · ", words);
    }

    private static void word(List<String> words, long count, String what) {
        if (count > 0) {
            words.add(Figures.count(count) + " " + what);
        }
    }

    private void groups() {
        html.text("h3", "", "Rows by group");
        List<Group> worstFirst = table.groups().stream()
                .sorted(Comparator.comparingLong((Group group) -> -Math.abs(group.sourceRows() - group.targetRows()))
                        .thenComparing(Group::value, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
        foldedAfter(List.of("Group", " Source rows", " Target rows", " Difference"), worstFirst, "groups", group -> {
            long difference = group.targetRows() - group.sourceRows();
            html.element("td", "", () -> value(group.value()));
            html.text("td", "number", Figures.count(group.sourceRows()));
            html.text("td", "number", Figures.count(group.targetRows()));
            html.text(
                    "td",
                    "number " + (difference == 0 ? "zero" : "different"),
                    (difference > 0 ? "+" : "") + Figures.count(difference));
        });
    }

    private void stretches() {
        html.text("h3", "", "Where rows differ, in the order of " + String.join(", ", table.key()));
        html.markup("<p class=\"faint key\"><b class=\"missing\"></b>missing<b class=\"extra\"></b>extra"
                + "<b class=\"changed\"></b>changed</p>\n");
        long most = table.stretches().stream()
                .mapToLong(VerifyHtmlTable::rows)
                .max()
                .orElse(1);
        foldedAfter(List.of("Above", "Up to", " Rows", ""), table.stretches(), "ranges", stretch -> {
            html.element("td", "", () -> key(stretch.above(), "the beginning"));
            html.element("td", "", () -> key(stretch.upTo(), "the end"));
            html.text("td", "number", Figures.count(rows(stretch)));
            html.element("td", "track", () -> bar(stretch, most));
        });
    }

    private static long rows(Stretch stretch) {
        return stretch.missing() + stretch.extra() + stretch.changed();
    }

    private void bar(Stretch stretch, long most) {
        html.markup("<div class=\"bar\" style=\"width:" + 100 * rows(stretch) / Math.max(most, 1) + "%\">");
        part("missing", stretch.missing());
        part("extra", stretch.extra());
        part("changed", stretch.changed());
        html.markup("</div>");
    }

    private void part(String kind, long rows) {
        if (rows > 0) {
            html.markup("<span class=\"" + kind + "\" style=\"flex:" + rows + "\" title=\"" + rows + " " + kind
                    + "\"></span>");
        }
    }

    private void samples() {
        html.text("h3", "", "Some of the rows");
        foldedAfter(List.of("", "Key", "Column", "Source", "Target"), table.samples(), "rows", this::sample);
    }

    private void sample(Difference difference) {
        html.element("td", "", () -> {
            html.text(VerifyHtml.word(difference.kind()).replace('_', ' '));
            String cause = difference.cause();
            if (cause != null) {
                html.text("div", "faint", cause);
            }
        });
        html.element("td", "", () -> key(difference.key(), ""));
        html.element("td", "", () -> difference.changes().forEach(change -> html.text("div", "", change.column())));
        html.element(
                "td",
                "",
                () -> difference.changes().forEach(change -> html.element("div", "", () -> value(change.source()))));
        html.element(
                "td",
                "",
                () -> difference.changes().forEach(change -> html.element("div", "", () -> value(change.target()))));
    }

    private void key(@Nullable List<String> key, String none) {
        if (key == null) {
            html.text("i", "", none);
        } else {
            html.text("code", "", String.join(", ", key));
        }
    }

    /** NULL and the empty text are told from what just looks like them. */
    private void value(@Nullable String value) {
        if (value == null) {
            html.text("i", "", "NULL");
        } else if (value.isEmpty()) {
            html.text("i", "", "empty text");
        } else {
            html.text("code", "", value);
        }
    }

    /** How a line of a table is written. */
    @FunctionalInterface
    private interface Line<T> {
        void write(T of);
    }

    private <T> void foldedAfter(List<String> headings, List<T> all, String what, Line<T> line) {
        lines(headings, all.subList(0, Math.min(SHOWN, all.size())), line);
        if (all.size() > SHOWN) {
            html.element("details", "", () -> {
                html.text("summary", "", Figures.count(all.size() - SHOWN) + " more " + what);
                lines(headings, all.subList(SHOWN, all.size()), line);
            });
        }
    }

    private <T> void lines(List<String> headings, List<T> of, Line<T> line) {
        html.table(headings, () -> of.forEach(each -> html.element("tr", "", () -> line.write(each))));
    }
}
