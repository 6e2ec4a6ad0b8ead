// The web server that the Functions host starts and sends events to. Your code is in Functions.cs.
using System.Globalization;
using System.Net;
using Handler;

// The largest request body that is accepted, in bytes.
const long maxBody = 128 * 1024 * 1024;
const string portVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

ushort port = 8080;
var portText = Environment.GetEnvironmentVariable(portVariable);
if (portText is null)
{
    Console.WriteLine($"{portVariable} is not set, so there is no Functions host: using port {port}");
}
else if (!ushort.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port == 0)
{
    Console.Error.WriteLine($"error: {portVariable} is \"{portText}\", not a port from 1 to 65535");
    return 1;
}

var builder = WebApplication.CreateSlimBuilder(args);
// What fails is said below; the rest would only repeat the host's log.
builder.Logging.AddFilter("Microsoft", LogLevel.Error);
builder.WebHost.ConfigureKestrel(options =>
{
    // The host calls 127.0.0.1, and nobody else has business here.
    options.Listen(IPAddress.Loopback, port);
    options.Limits.MaxRequestBodySize = maxBody;
    options.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
    options.Limits.MaxRequestLineSize = 16 * 1024;
    options.AddServerHeader = false;
});
// On Ctrl-C or SIGTERM running requests may finish; the host does not wait much longer itself.
builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(8));

await using var app = builder.Build();

// Whatever comes, a JSON answer: the host cannot read anything else.
app.Use(async (context, next) =>
{
    IResult error;
    try
    {
        if (context.Request.ContentLength is null or <= maxBody)
        {
            await next(context);
            return;
        }
        error = Json.Error(StatusCodes.Status413PayloadTooLarge, $"the body is larger than {maxBody} bytes");
    }
    catch (BadHttpRequestException exception)
    {
        error = Json.Error(exception.StatusCode, exception.Message);
    }
    catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
    {
        // A status that is not 2xx fails the invocation; the host then retries queue messages.
        Console.WriteLine(exception);
        error = Json.Error(StatusCodes.Status500InternalServerError, exception.Message);
    }
    await error.ExecuteAsync(context);
});

// The host asks whether we are up.
app.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], () => Results.Json(new JsonObject()));
Functions.Map(app);
app.MapFallback("{*path}", (HttpRequest request) =>
    Json.Error(StatusCodes.Status404NotFound, $"nothing at \"{request.Path}\""));

try
{
    await app.StartAsync();
}
catch (IOException exception)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return 1;
}
// To stdout: the host logs every line on stderr as an error.
Console.WriteLine($"listening on http://127.0.0.1:{port}");
await app.WaitForShutdownAsync();
return 0;
