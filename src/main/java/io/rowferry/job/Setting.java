package io.rowferry.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One value of the file, with the path that messages call it by. What is asked of it and not there is noted as a
 * problem, once, and answered with null.
 *
 * @param path such as {@code tables[0].key}
 */
record Setting(String path, Node value, Reading reading) {
    /** What the parser takes an untagged scalar for; a text that begins with a reference is the last. */
    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.ENV_TAG);

    Place place() {
        return Place.of(value);
    }

    void problem(String sentence) {
        reading.problems().add(place(), path + " " + sentence);
    }

    boolean isScalar() {
        return value instanceof ScalarNode;
    }

    /** @param what such as "a table's name", for the message when this is no scalar */
    @Nullable
    Words words(String what) {
        if (!(value instanceof ScalarNode scalar)) {
            problem("must be " + what + ", not a " + (value instanceof SequenceNode ? "list" : "mapping"));
            return null;
        }
        if (!PLAIN.contains(value.getTag())) {
            problem("must be " + what + ", without a YAML tag");
            return null;
        }
        try {
            boolean literal = !reading.references().occursIn(scalar.getValue());
            return new Words(reading.references().resolve(scalar.getValue()), literal);
        } catch (References.Unresolved e) {
            problem(e.sentence());
            return null;
        }
    }

    /** A text that is not empty, with no reference in it resolved. */
    @Nullable
    String asWritten(String what) {
        if (!(value instanceof ScalarNode scalar) || !PLAIN.contains(value.getTag())) {
            problem("must be " + what);
            return null;
        }
        if (scalar.getValue().isBlank()) {
            problem("must be " + what + ", not empty");
            return null;
        }
        return scalar.getValue();
    }

    /** As {@link #words}, refusing an empty text. */
    @Nullable
    Words filledWords(String what) {
        Words words = words(what);
        if (words != null && words.text().isBlank()) {
            problem("must be " + what + ", not empty");
            return null;
        }
        return words;
    }

    /** @param what such as "a list of tables" */
    @Nullable
    List<Setting> items(String what) {
        if (!(value instanceof SequenceNode sequence)) {
            problem("must be " + what);
            return null;
        }
        List<Setting> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(new Setting(path + "[" + items.size() + "]", item, reading));
        }
        return items;
    }

    /**
     * The entries of a mapping whose keys are names that the user chose.
     *
     * @param what such as "a mapping of columns to types"
     */
    @Nullable
    Map<String, Setting> entries(String what) {
        if (!(value instanceof MappingNode mapping)) {
            problem("must be " + what);
            return null;
        }
        Map<String, Setting> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            Setting entry = new Setting(path + "." + Keys.shown(name), tuple.getValueNode(), reading);
            if (name.isBlank()) {
                entry.problem("stands under no name");
            } else if (entries.putIfAbsent(name, entry) != null) {
                entry.problem("is already set");
            }
        }
        return entries;
    }

    @Nullable
    Section section(Keys keys) {
        if (!(value instanceof MappingNode mapping)) {
            problem("must hold the settings " + String.join(", ", keys.now()));
            return null;
        }
        return Section.of(mapping, path + ".", place(), keys, reading);
    }
}
