namespace Handler;

/// <summary>What a function gives back: values for its output bindings, and lines for its log.</summary>
internal sealed class Outcome
{
    private readonly JsonObject _outputs = new();
    private readonly List<string> _logs = new();

    /// <summary>Answers what is called for an answer, such as a tool.</summary>
    public JsonNode? ReturnValue { get; set; }

    /// <summary>
    /// Sets an output binding. The host reads text that could be base64, such as "test", as base64:
    /// prefer objects.
    /// </summary>
    public Outcome Output(string name, JsonNode? value)
    {
        _outputs[name] = value;
        return this;
    }

    /// <summary>Sets an HTTP response: text as it is, everything else as JSON.</summary>
    public Outcome Http(string name, int status, JsonNode? body)
    {
        var isText = body?.GetValueKind() == JsonValueKind.String;
        return Output(name, new JsonObject
        {
            ["statusCode"] = status,
            ["headers"] = new JsonObject { ["Content-Type"] = isText ? "text/plain" : "application/json" },
            ["body"] = body,
        });
    }

    /// <summary>Adds a line to the log of this invocation.</summary>
    public Outcome Log(string line)
    {
        _logs.Add(line);
        return this;
    }

    /// <summary>The JSON for the host. It takes the values along, so it can be made only once.</summary>
    public JsonObject ToJson() => new()
    {
        ["Outputs"] = _outputs,
        ["Logs"] = new JsonArray(_logs.Select(line => (JsonNode?)line).ToArray()),
        ["ReturnValue"] = ReturnValue,
    };
}
