namespace Handler;

/// <summary>What the host sends: data of the trigger and of the input bindings, by binding name.</summary>
internal sealed class Invocation
{
    private readonly JsonObject _data;
    private readonly JsonObject _metadata;

    private Invocation(JsonObject data, JsonObject metadata)
    {
        _data = data;
        _metadata = metadata;
    }

    /// <summary>Reads the body of the host's request; null when it is none of an invocation.</summary>
    public static Invocation? From(JsonNode? body) =>
        body is JsonObject envelope && envelope["Data"] is JsonObject data
            ? new Invocation(data, envelope["Metadata"] as JsonObject ?? new JsonObject())
            : null;

    /// <summary>The HTTP request of the trigger binding.</summary>
    public HttpEvent Http(string name) =>
        _data[name] is JsonObject request
            ? new HttpEvent(request)
            : throw new InvalidOperationException($"Data.{name} is not an HTTP request");

    /// <summary>The text of a binding, such as a queue message or a blob. Bytes are base64 text.</summary>
    public string Text(string name) =>
        _data.TryGetPropertyValue(name, out var value)
            ? Decode(value)
            : throw new InvalidOperationException($"Data.{name} is missing");

    /// <summary>The JSON of a binding, such as a timer's state or a JSON queue message.</summary>
    public JsonNode? Json(string name) => JsonNode.Parse(Text(name));

    /// <summary>The events of a binding: those of a list, or the only one.</summary>
    public IReadOnlyList<JsonNode?> Events(string name)
    {
        var json = Json(name);
        return json is JsonArray several ? several.ToArray() : new[] { json };
    }

    /// <summary>What else the host knows, such as DequeueCount, as text; "" when absent.</summary>
    public string Metadata(string name) => Decode(_metadata[name]);

    /// <summary>What is not an object is a JSON string that holds JSON: hi is "\"hi\"".</summary>
    private static string Decode(JsonNode? value)
    {
        var text = AsText(value);
        return value is JsonValue && AsString(Handler.Json.Read(text)) is { } inner ? inner : text;
    }

    /// <summary>A string as it is, everything else as JSON.</summary>
    internal static string AsText(JsonNode? node) => AsString(node) ?? node?.ToJsonString() ?? "";

    private static string? AsString(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

/// <summary>The request of whoever called the function's URL.</summary>
internal sealed class HttpEvent(JsonObject request)
{
    public string Method => Invocation.AsText(request["Method"]);

    /// <summary>The whole URL. It may hold a function key: do not log it.</summary>
    public string Url => Invocation.AsText(request["Url"]);

    /// <summary>Base64 text when the caller sent application/octet-stream or multipart/...</summary>
    public string Body => Invocation.AsText(request["Body"]);

    /// <summary>The body as JSON; null when it is none.</summary>
    public JsonNode? Json() => Handler.Json.Read(Body);

    /// <summary>A value of the query string, or "".</summary>
    public string Query(string name) => Invocation.AsText(request["Query"]?[name]);

    /// <summary>A value of a {name} in the function's route, or "".</summary>
    public string Param(string name) => Invocation.AsText(request["Params"]?[name]);

    /// <summary>The first value of a header, or "".</summary>
    public string Header(string name)
    {
        var headers = request["Headers"] as JsonObject ?? new JsonObject();
        var header = headers.FirstOrDefault(it => it.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        return header.Value is JsonArray { Count: > 0 } values ? Invocation.AsText(values[0]) : "";
    }
}
