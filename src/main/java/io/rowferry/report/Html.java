package io.rowferry.report;

import java.io.PrintWriter;
import java.util.List;

/** Writes a page piece by piece; whatever is text is shown as it is, never read as a tag. One thread. */
final class Html {
    private final PrintWriter out;

    Html(PrintWriter out) {
        this.out = out;
    }

    /** Writes an element around what the content writes. */
    Html element(String tag, String classes, Runnable content) {
        begin(tag, classes);
        content.run();
        out.print("</" + tag + ">\n");
        return this;
    }

    /** Writes an element with nothing but a text in it. */
    Html text(String tag, String classes, String text) {
        begin(tag, classes);
        text(text);
        out.print("</" + tag + ">");
        return this;
    }

    Html text(String text) {
        out.print(escaped(text));
        return this;
    }

    /** Writes something that is HTML already, and has nothing in it that came from a database or a user. */
    Html markup(String html) {
        out.print(html);
        return this;
    }

    /** Begins a table that may be wider than the page, with these headings; a blank at the front means numbers. */
    Html table(List<String> headings, Runnable rows) {
        return element(
                "div",
                "scroll",
                () -> element("table", "", () -> {
                    element(
                            "thead",
                            "",
                            () -> element(
                                    "tr",
                                    "",
                                    () -> headings.forEach(heading ->
                                            text("th", heading.startsWith(" ") ? "number" : "", heading.strip()))));
                    element("tbody", "", rows);
                }));
    }

    private void begin(String tag, String classes) {
        out.print("<" + tag + (classes.isEmpty() ? "" : " class=\"" + escaped(classes) + "\"") + ">");
    }

    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
            }
        }
        return escaped.toString();
    }
}
