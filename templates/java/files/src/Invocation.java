import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the host sends: the data of the trigger and of the input bindings, by binding name. */
final class Invocation {
    private final Map<String, Object> data;
    private final Map<String, Object> metadata;

    private Invocation(Map<String, Object> data, Map<String, Object> metadata) {
        this.data = data;
        this.metadata = metadata;
    }

    /** Reads the body of the host's request. */
    static Invocation parse(String body) {
        Map<String, Object> envelope = Json.object(Json.parse(body));
        if (!(envelope.get("Data") instanceof Map)) {
            throw new Json.Malformed("`Data` is not an object", 0);
        }
        return new Invocation(
                Json.object(envelope.get("Data")), Json.object(envelope.get("Metadata")));
    }

    /** The HTTP request of the trigger binding. */
    Http http(String name) {
        if (!(data.get(name) instanceof Map)) {
            throw new IllegalArgumentException("`Data." + name + "` is not an HTTP request");
        }
        return new Http(Json.object(data.get(name)));
    }

    /** The text of a binding, such as a queue message or a blob. Bytes are base64 text. */
    String text(String name) {
        if (!data.containsKey(name)) {
            throw new IllegalArgumentException("`Data." + name + "` is missing");
        }
        return decoded(data.get(name));
    }

    /** The JSON value of a binding, such as a timer's state or a JSON queue message. */
    Object json(String name) {
        return Json.parse(text(name));
    }

    /** What else the host knows about the event, such as `DequeueCount`, as text. */
    Optional<String> metadata(String name) {
        return Optional.ofNullable(metadata.get(name)).map(Invocation::decoded);
    }

    /** The host writes what is not an object as a JSON string that holds JSON: hi is "\"hi\"". */
    private static String decoded(Object value) {
        if (!(value instanceof String text)) {
            return Json.write(value);
        }
        try {
            return Json.parse(text) instanceof String inner ? inner : text;
        } catch (Json.Malformed notJson) {
            return text;
        }
    }

    /** The request of whoever called the function's URL. */
    static final class Http {
        private final Map<String, Object> request;

        private Http(Map<String, Object> request) {
            this.request = request;
        }

        String method() {
            return String.valueOf(request.get("Method"));
        }

        /** The whole URL. It may hold a function key: do not log it. */
        String url() {
            return String.valueOf(request.get("Url"));
        }

        /** Base64 text when the caller sent application/octet-stream or multipart/... */
        String body() {
            Object body = request.getOrDefault("Body", "");
            return body instanceof String text ? text : Json.write(body);
        }

        /** The members of a JSON body; without any when it is no object. */
        Map<String, Object> json() {
            return Json.objectIn(body());
        }

        /** A value of the query string. */
        Optional<String> query(String name) {
            return Optional.ofNullable((String) Json.object(request.get("Query")).get(name));
        }

        /** A value of a `{name}` in the function's route. */
        Optional<String> param(String name) {
            return Optional.ofNullable((String) Json.object(request.get("Params")).get(name));
        }

        /** The first value of a header. */
        Optional<String> header(String name) {
            return Json.object(request.get("Headers")).entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue() instanceof List<?> all ? all.get(0) : "")
                    .map(String::valueOf)
                    .findFirst();
        }
    }
}
