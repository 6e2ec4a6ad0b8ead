import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a function gives back: values for its output bindings, and lines for its log. */
final class Outcome {
    private final Map<String, Object> outputs = new LinkedHashMap<>();
    private final List<String> logs = new ArrayList<>();
    private Object returnValue;

    /**
     * Sets an output binding. The host reads text that could be base64, such as `test`, as base64:
     * prefer maps, which become JSON objects.
     */
    void output(String name, Object value) {
        outputs.put(name, value);
    }

    /** Sets the HTTP response: text as it is, everything else as JSON. */
    void http(String name, int status, Object body) {
        String contentType = body instanceof String ? "text/plain" : "application/json";
        output(name, Map.of(
                "statusCode", status,
                "headers", Map.of("Content-Type", contentType),
                "body", body));
    }

    /** Adds a line to the log of this invocation. */
    void log(String line) {
        logs.add(line);
    }

    /** The answer of what is called for one, such as a tool. */
    void returnValue(Object value) {
        returnValue = value;
    }

    /** The JSON for the host. */
    String toJson() {
        var envelope = new LinkedHashMap<String, Object>();
        envelope.put("Outputs", outputs);
        envelope.put("Logs", logs);
        envelope.put("ReturnValue", returnValue);
        return Json.write(envelope);
    }
}
