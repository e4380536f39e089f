package io.rowferry.job;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** One mapping of the file, its keys checked: what is unknown, doubled, empty or not yet supported is noted here. */
final class Section {
    private final String prefix;
    private final Place place;
    private final Map<String, Setting> settings;
    private final Set<String> written;
    private final Reading reading;

    private Section(String prefix, Place place, Map<String, Setting> settings, Set<String> written, Reading reading) {
        this.prefix = prefix;
        this.place = place;
        this.settings = Map.copyOf(settings);
        this.written = Set.copyOf(written);
        this.reading = reading;
    }

    /** @param prefix what messages put before a key: empty at the root, else a path and a dot */
    static Section of(MappingNode mapping, String prefix, Place place, Keys keys, Reading reading) {
        Map<String, Setting> settings = new HashMap<>();
        Map<String, Place> written = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Node keyNode = tuple.getKeyNode();
            String key = keyNode instanceof ScalarNode scalar ? scalar.getValue() : "";
            Place keyPlace = Place.of(keyNode);
            String shown = prefix + Keys.shown(key);
            Place first = written.putIfAbsent(key, keyPlace);
            if (first != null) {
                reading.problems().add(keyPlace, shown + " is already set on line " + first.line());
            } else if (!keys.reads(key)) {
                reading.problems().add(keyPlace, shown + " " + keys.refusal(key));
            } else if (Tag.NULL.equals(tuple.getValueNode().getTag())) {
                reading.problems().add(keyPlace, shown + " has no value");
            } else {
                settings.put(key, new Setting(prefix + key, tuple.getValueNode(), reading));
            }
        }
        return new Section(prefix, place, settings, written.keySet(), reading);
    }

    /** Whether the key is written at all, be its value right or wrong. */
    boolean mentions(String key) {
        return written.contains(key);
    }

    /** The setting, or null when it is not there, which is then a problem. */
    @Nullable
    Setting required(String key) {
        if (!mentions(key)) {
            reading.problems().add(place, prefix + key + " is missing");
        }
        return settings.get(key);
    }

    /** The setting, or null when it is not there. */
    @Nullable
    Setting optional(String key) {
        return settings.get(key);
    }
}
