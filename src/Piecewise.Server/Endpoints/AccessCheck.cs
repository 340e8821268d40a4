using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>Who may use the server: who shows a key, or without keys who speaks to it under a name that it has.</summary>
internal sealed class AccessCheck
{
    // Nothing but whether the server is there, and the page, which asks for the key.
    private static readonly string[] Open = ["/health", "/ready", .. PageFiles.Paths];

    private readonly byte[][] keys;
    private readonly bool isLoopback;

    public AccessCheck(ServerOptions options)
    {
        keys = [.. options.ApiKeys.Select(Hash)];
        isLoopback = IPAddress.IsLoopback(options.Address!);
    }

    /// <exception cref="ApiException">The request must not be answered.</exception>
    public void Check(HttpContext context, string path)
    {
        if (keys.Length == 0)
        {
            CheckHost(context);
        }
        else if (!Open.Contains(path))
        {
            CheckKey(context);
        }
    }

    // A page of another site can make its own name mean this machine; it can't make the browser say another name.
    private void CheckHost(HttpContext context)
    {
        var host = context.Request.Host.Host.Trim('[', ']');
        if (isLoopback && host.Length > 0 && host != "localhost" && !IPAddress.TryParse(host, out _))
        {
            throw new ApiException(
                403, $"This server listens on this machine only and was called {host}. Use its address, or start it with --api-key.")
            {
                Code = "wrong_host",
            };
        }
    }

    // Hashes are compared, all of them and whole, so that time tells nothing of the keys.
    private void CheckKey(HttpContext context)
    {
        var given = context.Request.Headers.Authorization.ToString();
        var isBearer = given.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
        var hash = Hash(isBearer ? given["Bearer ".Length..].Trim() : "");
        var isKnown = false;
        foreach (var key in keys)
        {
            isKnown |= CryptographicOperations.FixedTimeEquals(key, hash);
        }
        if (!isBearer || !isKnown)
        {
            throw new ApiException(401, "The API key is missing or wrong: send it as Authorization: Bearer KEY.")
            {
                Type = "authentication_error",
                Code = "invalid_api_key",
            };
        }
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
