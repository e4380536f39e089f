package io.rowferry.job;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what a misspelt word was meant to be. */
final class Nearest {
    private Nearest() {}

    /** The most similar of the words, or empty when none is similar enough to be worth a guess. */
    static Optional<String> to(String typed, Collection<String> words) {
        return words.stream()
                .filter(word -> isNear(plain(typed), plain(word)))
                .min(Comparator.comparingInt(word -> distance(plain(typed), plain(word))));
    }

    private static boolean isNear(String typed, String word) {
        int limit = 1 + word.length() / 5;
        return Math.abs(typed.length() - word.length()) <= limit && distance(typed, word) <= limit;
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How many letters were lost, added, changed or swapped with a neighbour (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : cheapest(edits, a, b, i, j);
            }
        }
        return edits[a.length()][b.length()];
    }

    private static int cheapest(int[][] edits, String a, String b, int i, int j) {
        int changed = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int cheapest = Math.min(changed, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(cheapest, edits[i - 2][j - 2] + 1) : cheapest;
    }
}
