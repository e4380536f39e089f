package io.rowferry.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts values in the place of <code>${NAME}</code>, <code>${NAME:-default}</code> and <code>${file:path}</code>. As in
 * a shell, the default also stands in for an empty variable. <code>$${</code> is a plain <code>${</code>.
 */
final class References {
    /** What is wrong with a reference; the sentence names a variable or a path, never a value. */
    static final class Unresolved extends Exception {
        private static final long serialVersionUID = 1L;

        Unresolved(String sentence) {
            super(sentence);
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }

    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)(}?)");
    private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", Pattern.DOTALL);
    private static final String FILE = "file:";
    private static final int LONGEST_SECRET = 64 * 1024;

    private final Map<String, String> environment;
    private final Path folder;

    /** @param folder what the paths of secret files are relative to: where the job file lies */
    References(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    boolean occursIn(String text) {
        return text.contains("${");
    }

    /** @throws Unresolved for the first reference that cannot be resolved */
    String resolve(String text) throws Unresolved {
        StringBuilder resolved = new StringBuilder();
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            String reference = matcher.group(1);
            String value;
            if (reference == null) {
                value = "${";
            } else if ("}".equals(matcher.group(2))) {
                value = valueOf(reference);
            } else {
                throw malformed();
            }
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(resolved).toString();
    }

    private String valueOf(String reference) throws Unresolved {
        if (reference.startsWith(FILE)) {
            return contentOf(reference.substring(FILE.length()));
        }
        Matcher variable = VARIABLE.matcher(reference);
        if (!variable.matches()) {
            throw malformed();
        }
        String name = variable.group(1);
        String otherwise = variable.group(2);
        String value = environment.get(name);
        if (value == null && otherwise == null) {
            throw new Unresolved("needs the environment variable " + name + ", which is not set");
        }
        return otherwise != null && (value == null || value.isEmpty()) ? otherwise : String.valueOf(value);
    }

    private String contentOf(String path) throws Unresolved {
        try (InputStream in = Files.newInputStream(folder.resolve(path))) {
            byte[] bytes = in.readNBytes(LONGEST_SECRET + 1);
            if (bytes.length > LONGEST_SECRET) {
                throw new Unresolved("needs the file " + path + ", which is longer than a secret may be (64 KiB)");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.replaceFirst("\r?\n\\z", "");
        } catch (CharacterCodingException e) {
            throw new Unresolved("needs the file " + path + ", which is not UTF-8 text");
        } catch (IOException | InvalidPathException e) {
            throw new Unresolved("needs the file " + path + ", which cannot be read");
        }
    }

    private static Unresolved malformed() {
        return new Unresolved(
                "holds a reference that is none: write ${NAME}, ${NAME:-default} or ${file:/path}, and $${"
                        + " for a plain ${");
    }
}
