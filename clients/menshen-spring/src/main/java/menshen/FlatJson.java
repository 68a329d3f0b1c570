package menshen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what Menshen answers with: an object of strings, booleans and lists of strings. The JDK has no JSON, and each
 * version of Spring Boot brings another.
 */
final class FlatJson {
    private final String text;
    private int at;

    private FlatJson(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException if it is anything else */
    static Map<String, Object> read(String text) {
        FlatJson json = new FlatJson(text);
        Map<String, Object> fields = new HashMap<>();
        json.expect('{');
        if (!json.skip('}')) {
            do {
                String name = json.string();
                json.expect(':');
                fields.put(name, json.value());
            } while (json.skip(','));
            json.expect('}');
        }
        return fields;
    }

    private Object value() {
        if (skip('[')) {
            List<String> strings = new ArrayList<>();
            if (!skip(']')) {
                do {
                    strings.add(string());
                } while (skip(','));
                expect(']');
            }
            return strings;
        }
        for (Boolean word : new Boolean[] {true, false}) {
            if (text.startsWith(word.toString(), at)) {
                at += word.toString().length();
                return word;
            }
        }
        return string();
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            string.append(c == '\\' ? escaped() : c);
        }
        return string.toString();
    }

    private char escaped() {
        char c = next();
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(known);
        }
        if (c != 'u' || at + 4 > text.length()) {
            throw new IllegalArgumentException("an unknown escape");
        }
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }

    private char next() {
        if (at == text.length()) {
            throw new IllegalArgumentException("it ends too soon");
        }
        return text.charAt(at++);
    }

    private void expect(char c) {
        if (!skip(c)) {
            throw new IllegalArgumentException("no " + c);
        }
    }

    /** Passes spaces, this character if it comes next, and the spaces after it. */
    private boolean skip(char c) {
        skipSpaces();
        boolean found = at < text.length() && text.charAt(at) == c;
        if (found) {
            at++;
            // Spaces at the beginning of a string are its own.
            if (c != '"') {
                skipSpaces();
            }
        }
        return found;
    }

    private void skipSpaces() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
