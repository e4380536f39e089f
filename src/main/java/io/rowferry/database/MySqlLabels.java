package io.rowferry.database;

import java.util.ArrayList;
import java.util.List;

/** Reads the labels out of what the catalog says of an enum or set: {@code enum('new','it''s','back\\slash')}. */
final class MySqlLabels {
    private MySqlLabels() {}

    static List<String> of(String declared) {
        List<String> labels = new ArrayList<>();
        StringBuilder label = new StringBuilder();
        boolean inside = false;
        for (int i = declared.indexOf('(') + 1; i < declared.length(); i++) {
            char c = declared.charAt(i);
            boolean last = i + 1 == declared.length();
            if (!inside) {
                inside = c == '\'';
            } else if (c == '\'' && !last && declared.charAt(i + 1) == '\'') {
                label.append(c);
                i++;
            } else if (c == '\'') {
                labels.add(label.toString());
                label.setLength(0);
                inside = false;
            } else if (c == '\\' && !last) {
                label.append(unescaped(declared.charAt(++i)));
            } else {
                label.append(c);
            }
        }
        return labels;
    }

    private static char unescaped(char c) {
        return switch (c) {
            case '0' -> '\0';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }
}
