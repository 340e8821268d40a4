using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Piecewise.Server.Protocol;

/// <summary>The body of a request as JSON whose texts can all be read.</summary>
internal static class RequestBody
{
    // A name that stands twice has no meaning that both sides agree on.
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <exception cref="ApiException">The body is no JSON object, or none that can be read.</exception>
    public static async Task<Fields> ReadAsync(HttpContext context)
    {
        // Pages of other origins can't send this type unasked, so that no web site works a server that is open on this machine.
        if (!context.Request.HasJsonContentType())
        {
            throw new ApiException(415, "The header Content-Type must be application/json.");
        }
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy, context.RequestAborted).ConfigureAwait(false);
        return Fields.Of(Parse(copy.GetBuffer().AsSpan(0, (int)copy.Length)), "");
    }

    internal static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw new ApiException(400, "The body is not UTF-8.") { Code = "invalid_json" };
        }
        try
        {
            CheckTexts(utf8);
            return JsonElement.Parse(utf8, Options);
        }
        catch (JsonException e)
        {
            throw new ApiException(400, $"The body is not JSON: {e.Message}") { Code = "invalid_json" };
        }
    }

    // Texts are unescaped when they are asked for, which fails on half of a surrogate pair: better here than anywhere later.
    private static void CheckTexts(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
            {
                continue;
            }
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException)
            {
                throw new ApiException(400, $"The text at byte {reader.TokenStartIndex} of the body holds half of a surrogate pair.")
                {
                    Code = "invalid_json",
                };
            }
        }
    }
}
