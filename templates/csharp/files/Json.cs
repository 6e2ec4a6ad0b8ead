namespace Handler;

/// <summary>Reads bodies and answers errors as JSON.</summary>
internal static class Json
{
    // Else a name that comes twice is no fault until somebody asks for it.
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>The JSON of a body; null when it is none.</summary>
    public static async Task<JsonNode?> ReadAsync(HttpRequest request)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, documentOptions: Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The JSON of a text; null when it is none.</summary>
    public static JsonNode? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Says what went wrong, also in the log.</summary>
    public static IResult Error(int status, string why)
    {
        Console.WriteLine($"{status}: {why}");
        return Results.Json(new JsonObject { ["error"] = why }, statusCode: status);
    }
}
