namespace Handler;

/// <summary>Functions that get the host's JSON about an event, as a POST to /NAME.</summary>
internal static class FunctionRoutes
{
    public static void MapFunction(
        this IEndpointRouteBuilder routes, string name, Func<Invocation, Outcome> function) =>
        routes.MapFunction(name, invocation => Task.FromResult(function(invocation)));

    public static void MapFunction(
        this IEndpointRouteBuilder routes, string name, Func<Invocation, Task<Outcome>> function) =>
        routes.MapPost($"/{name}", (HttpRequest request) => AnswerAsync(request, function));

    private static async Task<IResult> AnswerAsync(
        HttpRequest request, Func<Invocation, Task<Outcome>> function)
    {
        if (Invocation.From(await Json.ReadAsync(request)) is not { } invocation)
        {
            return Json.Error(StatusCodes.Status400BadRequest, "the body is not an invocation");
        }
        var outcome = await function(invocation);
        return Results.Json(outcome.ToJson());
    }
}
