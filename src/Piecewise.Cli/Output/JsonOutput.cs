using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Piecewise.Cli.Output;

/// <summary>JSON for scripts: camel case, numbers that JSON lacks as names, one document on standard output.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Pretty = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    private static readonly JsonSerializerOptions Line = new(Pretty) { WriteIndented = false };

    public static void Write(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Pretty));

    /// <summary>On one line, for streams of objects.</summary>
    public static void WriteLine(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Line));
}
