package handler;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON (RFC 8259), which the JDK does not read: objects are {@link Map}s in their order, arrays
 * {@link List}s, numbers {@link BigDecimal}s, and the rest is {@link String}, {@link Boolean} and
 * null. Put a library such as Jackson into lib/ when you want classes of your own instead.
 */
final class Json {
    /** How deep values may be nested: each level takes some of the thread's stack. */
    private static final int MAX_DEPTH = 512;

    /** How long a number may be: reading one takes time that grows with the square of it. */
    private static final int MAX_NUMBER = 1000;

    private Json() {}

    /** The text is not JSON, or too deep. */
    static final class Malformed extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        Malformed(String why) {
            super(why);
        }
    }

    /** The value that a JSON text stands for; fails with {@link Malformed} when it is none. */
    static Object parse(String text) {
        var parser = new Parser(text);
        var value = parser.value(0);
        parser.end();
        return value;
    }

    /** The JSON text of a value that is made of maps, iterables, texts, numbers, booleans, null. */
    static String write(Object value) {
        var out = new StringBuilder();
        write(value, out, 0);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out, int depth) {
        // What was read may go back inside of something else.
        if (depth > 2 * MAX_DEPTH) {
            throw new IllegalArgumentException("nested too deep to be written as JSON");
        }
        if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof CharSequence text) {
            writeText(text, out);
        } else if (value instanceof Number number) {
            var isFloating = number instanceof Double || number instanceof Float;
            if (isFloating && !Double.isFinite(number.doubleValue())) {
                throw new IllegalArgumentException(number + " cannot be written as JSON");
            }
            out.append(number);
        } else if (value instanceof Map<?, ?> map) {
            var separator = "{";
            for (var entry : map.entrySet()) {
                out.append(separator);
                writeText(String.valueOf(entry.getKey()), out);
                out.append(':');
                write(entry.getValue(), out, depth + 1);
                separator = ",";
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Iterable<?> items) {
            out.append('[');
            var separator = "";
            for (var item : items) {
                out.append(separator);
                write(item, out, depth + 1);
                separator = ",";
            }
            out.append(']');
        } else {
            throw new IllegalArgumentException(value.getClass() + " cannot be written as JSON");
        }
    }

    private static void writeText(CharSequence text, StringBuilder out) {
        out.append('"');
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    var next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
                    if (Character.isSurrogatePair(c, next)) {
                        out.append(c).append(next);
                        i++;
                    } else if (c < ' ' || Character.isSurrogate(c)) {
                        // Half a surrogate pair has no UTF-8.
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Reads a text from its begin to its end, with one method for each kind of value. */
    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Object value(int depth) {
            if (depth > MAX_DEPTH) {
                throw malformed("nested too deep");
            }
            skipSpace();
            return switch (peek()) {
                case '{' -> object(depth);
                case '[' -> array(depth);
                case '"' -> string();
                case 't' -> word("true", true);
                case 'f' -> word("false", false);
                case 'n' -> word("null", null);
                default -> number();
            };
        }

        void end() {
            skipSpace();
            if (at < text.length()) {
                throw malformed("more text after the value");
            }
        }

        private Map<String, Object> object(int depth) {
            var members = new LinkedHashMap<String, Object>();
            at++;
            if (!skip('}')) {
                do {
                    skipSpace();
                    if (peek() != '"') {
                        throw malformed("a name was expected");
                    }
                    var name = string();
                    expect(':');
                    members.put(name, value(depth + 1));
                } while (skip(','));
                expect('}');
            }
            return members;
        }

        private List<Object> array(int depth) {
            var items = new ArrayList<Object>();
            at++;
            if (!skip(']')) {
                do {
                    items.add(value(depth + 1));
                } while (skip(','));
                expect(']');
            }
            return items;
        }

        private String string() {
            var value = new StringBuilder();
            at++;
            while (true) {
                var c = next();
                if (c == '"') {
                    return value.toString();
                } else if (c < ' ') {
                    throw malformed("a control character in a string");
                }
                value.append(c == '\\' ? escaped() : c);
            }
        }

        private char escaped() {
            return switch (next()) {
                case '"' -> '"';
                case '\\' -> '\\';
                case '/' -> '/';
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> (char) (hexDigits() << 8 | hexDigits());
                default -> throw malformed("an unknown escape");
            };
        }

        private int hexDigits() {
            return hexDigit() << 4 | hexDigit();
        }

        private int hexDigit() {
            var c = next();
            if (c > 'f' || Character.digit(c, 16) < 0) {
                throw malformed("four hexadecimal digits were expected");
            }
            return Character.digit(c, 16);
        }

        private BigDecimal number() {
            var begin = at;
            skipIf('-');
            if (!skipIf('0')) {
                digits();
            }
            if (skipIf('.')) {
                digits();
            }
            if (skipIf('e') || skipIf('E')) {
                if (!skipIf('+')) {
                    skipIf('-');
                }
                digits();
            }
            if (at - begin > MAX_NUMBER) {
                throw malformed("a number that is too long");
            }
            try {
                var number = new BigDecimal(text.substring(begin, at));
                if (Double.isFinite(number.doubleValue())) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Its exponent is no int.
            }
            throw malformed("a number that nobody can hold");
        }

        private void digits() {
            if (!isDigit()) {
                throw malformed("a value was expected");
            }
            while (isDigit()) {
                at++;
            }
        }

        private boolean isDigit() {
            return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
        }

        private Object word(String word, Object value) {
            if (!text.startsWith(word, at)) {
                throw malformed("a value was expected");
            }
            at += word.length();
            return value;
        }

        private void expect(char c) {
            if (!skip(c)) {
                throw malformed("'" + c + "' was expected");
            }
        }

        private boolean skip(char c) {
            skipSpace();
            return skipIf(c);
        }

        private boolean skipIf(char c) {
            var found = at < text.length() && text.charAt(at) == c;
            if (found) {
                at++;
            }
            return found;
        }

        private void skipSpace() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private char peek() {
            if (at >= text.length()) {
                throw malformed("the text ends too early");
            }
            return text.charAt(at);
        }

        private char next() {
            var c = peek();
            at++;
            return c;
        }

        private Malformed malformed(String why) {
            return new Malformed("not JSON: " + why + ", at character " + at);
        }
    }
}
