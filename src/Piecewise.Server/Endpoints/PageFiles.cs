using Microsoft.AspNetCore.Http;

namespace Piecewise.Server.Endpoints;

/// <summary>The page at <c>/</c>: a chat, and what the server does; nothing comes from elsewhere. And the OpenAPI document.</summary>
internal static class PageFiles
{
    private static readonly Dictionary<string, (string File, string Type)> Files = new(StringComparer.Ordinal)
    {
        ["/"] = ("index.html", "text/html; charset=utf-8"),
        ["/page.css"] = ("page.css", "text/css; charset=utf-8"),
        ["/openapi.json"] = ("openapi.json", "application/json"),
        ["/page.js"] = ("page.js", "text/javascript; charset=utf-8"),
    };

    public static IEnumerable<string> Paths => Files.Keys;

    public static async Task WriteAsync(HttpContext context, string path)
    {
        var (file, type) = Files[path];
        context.Response.ContentType = type;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        // What a model writes is shown as text; were it ever more, this would keep it from doing anything.
        context.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
            + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        await using var content = typeof(PageFiles).Assembly.GetManifestResourceStream(file)!;
        await content.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }
}
