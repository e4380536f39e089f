package io.rowferry.job;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Turns text into YAML nodes that know their place, or notes why it is not YAML. */
final class ParseYaml {
    /** Far beyond any job file; composing recurses, and must not run out of stack on a hostile one. */
    private static final int DEEPEST = 50;

    /** Where the parser would go on to repeat the user's own text, which may be half of a password. */
    private static final Pattern BEFORE_QUOTED_TEXT =
            Pattern.compile("^(.*?(?:alias|tag handle|hexadecimal numbers|URI in UTF-8)).*$", Pattern.DOTALL);

    private final LoadSettings settings =
            LoadSettings.builder().setAllowNonScalarKeys(true).build();
    private final String text;
    private final Problems problems;

    ParseYaml(String text, Problems problems) {
        this.text = text;
        this.problems = problems;
    }

    /** The file's root, or null after noting the problem. */
    @Nullable
    Node root() {
        try {
            Optional<Place> tooDeep = deepest();
            if (tooDeep.isPresent()) {
                problems.add(tooDeep.get(), "is nested more than " + DEEPEST + " levels deep, as no job file is");
                return null;
            }
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                problems.add(Place.START, "is empty; a job file begins with \"job:\" and a name");
            }
            return root.orElse(null);
        } catch (YamlEngineException e) {
            problems.add(placeOf(e), "is not YAML: " + reason(e) + "; a value with special characters needs quotes");
            return null;
        }
    }

    private Optional<Place> deepest() {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionStartEvent) {
                depth++;
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (depth > DEEPEST) {
                return event.getStartMark().map(Place::of);
            }
        }
        return Optional.empty();
    }

    private Place placeOf(YamlEngineException e) {
        if (e instanceof MarkedYamlEngineException marked) {
            return marked.getProblemMark()
                    .or(marked::getContextMark)
                    .map(Place::of)
                    .orElse(Place.START);
        }
        return e instanceof ReaderException unreadable ? placeOf(unreadable.getPosition()) : Place.START;
    }

    private Place placeOf(int index) {
        String before = text.substring(0, Math.min(index, text.length()));
        int line = 1 + (int) before.chars().filter(letter -> letter == '\n').count();
        return new Place(line, before.length() - before.lastIndexOf('\n'));
    }

    private static String reason(YamlEngineException e) {
        if (e instanceof MarkedYamlEngineException marked && marked.getProblem() != null) {
            return BEFORE_QUOTED_TEXT
                    .matcher(marked.getProblem())
                    .replaceFirst("$1")
                    .strip();
        }
        return e instanceof ReaderException unreadable
                ? String.format("the character U+%04X is not allowed", unreadable.getCodePoint())
                : "it is written for another YAML than 1.2";
    }
}
