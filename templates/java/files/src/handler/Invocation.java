package handler;

import java.util.List;
import java.util.Map;

/** What the host sends: the data of the trigger and of the input bindings, by binding name. */
record Invocation(Map<?, ?> data, Map<?, ?> metadata) {
    /** Reads the body of the host's request. */
    static Invocation parse(String body) {
        if (Json.parse(body) instanceof Map<?, ?> envelope
                && envelope.get("Data") instanceof Map<?, ?> data) {
            return new Invocation(
                    data, envelope.get("Metadata") instanceof Map<?, ?> map ? map : Map.of());
        }
        throw new IllegalArgumentException("not an invocation: Data is not an object");
    }

    /** The HTTP request of the trigger binding. */
    HttpRequest http(String name) {
        if (data.get(name) instanceof Map<?, ?> request) {
            return HttpRequest.of(request);
        }
        throw new IllegalArgumentException("Data." + name + " is not an HTTP request");
    }

    /** The text of a binding, such as a queue message or a blob. Bytes are base64 text. */
    String text(String name) {
        if (!data.containsKey(name)) {
            throw new IllegalArgumentException("Data." + name + " is missing");
        }
        return decode(data.get(name));
    }

    /** The JSON of a binding, such as a timer's state or a JSON queue message: see {@link Json}. */
    Object json(String name) {
        return Json.parse(text(name));
    }

    /** The events of a binding: those of a list, or the only one. */
    List<?> events(String name) {
        var json = json(name);
        return json instanceof List<?> several ? several : List.of(json);
    }

    /** What else the host knows about the event, such as DequeueCount, as text; "" when absent. */
    String metadata(String name) {
        return decode(metadata.get(name));
    }

    /** The host writes what is not an object as a JSON string that holds JSON: hi is "\"hi\"". */
    private static String decode(Object value) {
        if (value == null) {
            return "";
        }
        if (!(value instanceof String text)) {
            return Json.write(value);
        }
        try {
            return Json.parse(text) instanceof String inner ? inner : text;
        } catch (Json.Malformed e) {
            return text;
        }
    }

    /**
     * The request of whoever called the function's URL.
     *
     * @param url may hold a function key: do not log it
     * @param query values of the query string
     * @param params values of each {name} in the function's route
     * @param body base64 text when the caller sent application/octet-stream or multipart/...
     */
    record HttpRequest(
            String method,
            String url,
            Map<?, ?> query,
            Map<?, ?> params,
            Map<?, ?> headers,
            String body) {
        private static HttpRequest of(Map<?, ?> request) {
            return new HttpRequest(
                    textOf(request.get("Method")),
                    textOf(request.get("Url")),
                    mapOf(request.get("Query")),
                    mapOf(request.get("Params")),
                    mapOf(request.get("Headers")),
                    textOf(request.get("Body")));
        }

        /** The body as JSON; null when it is none. */
        Object json() {
            try {
                return Json.parse(body);
            } catch (Json.Malformed e) {
                return null;
            }
        }

        /** The first value of a header, or "". */
        String header(String name) {
            for (var header : headers.entrySet()) {
                if (name.equalsIgnoreCase((String) header.getKey())
                        && header.getValue() instanceof List<?> values
                        && !values.isEmpty()) {
                    return textOf(values.get(0));
                }
            }
            return "";
        }

        private static String textOf(Object value) {
            if (value == null) {
                return "";
            }
            return value instanceof String text ? text : Json.write(value);
        }

        private static Map<?, ?> mapOf(Object value) {
            return value instanceof Map<?, ?> map ? map : Map.of();
        }
    }
}
