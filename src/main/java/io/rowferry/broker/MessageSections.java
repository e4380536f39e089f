package io.rowferry.broker;

/**
 * Where the sections of one encoded message start; -1 for a section that is not there. Everything from the properties on
 * is passed to receivers byte for byte.
 */
final class MessageSections {
    private static final int HEADER = 0x70;
    private static final int MESSAGE_ANNOTATIONS = 0x72;
    private static final int PROPERTIES = 0x73;
    private static final int APPLICATION_PROPERTIES = 0x74;
    private static final int DATA = 0x75;
    private static final int SEQUENCE = 0x76;
    private static final int FOOTER = 0x78;

    private final byte[] bytes;
    private final int start;
    private final int end;
    private final int[] starts;
    private final int body;

    private MessageSections(byte[] bytes, int start, int end, int[] starts, int body) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        this.starts = starts;
        this.body = body;
    }

    /** Walks the whole message once; throws {@link MalformedMessageException} where it is not one. */
    static MessageSections of(byte[] bytes, int from, int end) {
        int[] starts = {-1, -1, -1, -1, -1};
        AmqpReader reader = new AmqpReader(bytes, from, end);
        int body = from;
        int last = 0;
        while (reader.hasMore()) {
            int start = reader.at();
            int code = reader.sectionCode();
            if (!follows(last, code)) {
                throw new MalformedMessageException("section 0x" + Integer.toHexString(code) + " is out of place");
            }
            reader.skip();
            last = code;
            if (code <= APPLICATION_PROPERTIES) {
                starts[code - HEADER] = start;
                body = reader.at();
            }
        }
        return new MessageSections(bytes, from, end, starts, body);
    }

    /** In their order, each once, but a body of one kind, which data and sequences may make up of several. */
    private static boolean follows(int last, int code) {
        if (code < HEADER || code > FOOTER) {
            return false;
        }
        boolean inBody = last >= DATA && last < FOOTER && code < FOOTER;
        return inBody ? code == last && code <= SEQUENCE : code > last;
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int header() {
        return starts[0];
    }

    int annotations() {
        return starts[MESSAGE_ANNOTATIONS - HEADER];
    }

    int properties() {
        return starts[PROPERTIES - HEADER];
    }

    int applicationProperties() {
        return starts[APPLICATION_PROPERTIES - HEADER];
    }

    /** The first byte behind the application properties. */
    int body() {
        return body;
    }

    /** A reader on the value of the section that starts there, which cannot read beyond that section. */
    AmqpReader inside(int section) {
        AmqpReader reader = new AmqpReader(bytes, section, end);
        reader.sectionCode();
        int value = reader.at();
        reader.skip();
        return new AmqpReader(bytes, value, reader.at());
    }
}
