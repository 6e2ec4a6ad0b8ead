package handler;

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
     * Sets an output binding to what {@link Json#write} takes. The host reads text that could be
     * base64, such as "test", as base64: prefer maps.
     */
    Outcome output(String name, Object value) {
        outputs.put(name, value);
        return this;
    }

    /** Sets an HTTP response: text as it is, everything else as JSON. */
    Outcome http(String name, int status, Object body) {
        var contentType = body instanceof String ? "text/plain" : "application/json";
        var response = new LinkedHashMap<String, Object>();
        response.put("statusCode", status);
        response.put("headers", Map.of("Content-Type", contentType));
        response.put("body", body);
        return output(name, response);
    }

    /** Adds a line to the log of this invocation. */
    Outcome log(String line) {
        logs.add(line);
        return this;
    }

    /** Answers what is called for an answer, such as a tool. */
    Outcome returnValue(Object value) {
        returnValue = value;
        return this;
    }

    /** The JSON for the host. */
    Map<String, Object> toJson() {
        var envelope = new LinkedHashMap<String, Object>();
        envelope.put("Outputs", outputs);
        envelope.put("Logs", logs);
        envelope.put("ReturnValue", returnValue);
        return envelope;
    }
}
