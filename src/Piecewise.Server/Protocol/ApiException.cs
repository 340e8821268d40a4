using System.Globalization;

namespace Piecewise.Server.Protocol;

/// <summary>A request that gets an error for an answer. Types and codes are those of OpenAI's server.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">For people.</param>
internal sealed class ApiException(int status, string message) : Exception(message)
{
    public const string ServerError = "server_error";

    public int Status { get; } = status;

    public string Type { get; init; } = "invalid_request_error";

    /// <summary>The field at fault, as in <c>messages[2].role</c>; null where it is none.</summary>
    public string? Param { get; init; }

    /// <summary>For programs; null where the type says all.</summary>
    public string? Code { get; init; }

    /// <summary>Seconds after which to try again; null where trying again is no use.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The method that the path takes, where another one was used.</summary>
    public string? Allow { get; init; }

    public ErrorResponse Response => new(new ErrorBody(Message, Type, Param, Code));

    /// <summary>A field has a wrong value.</summary>
    public static ApiException Invalid(string? param, FormattableString message) =>
        new(400, message.ToString(CultureInfo.InvariantCulture)) { Param = param, Code = "invalid_value" };

    /// <summary>A field asks for what this server cannot do: saying nothing would let the client believe it was done.</summary>
    public static ApiException Unsupported(string param, string why) =>
        new(400, $"{param}: {why}") { Param = param, Code = "unsupported_value" };

    /// <summary>The prompt does not fit.</summary>
    public static ApiException TooLong(string message) => new(400, message) { Param = "prompt", Code = "context_length_exceeded" };

    /// <summary>More work than the server takes on.</summary>
    public static ApiException Busy(string message) =>
        new(503, message) { Type = ServerError, Code = "overloaded", RetryAfter = 1 };

    /// <summary>The server is being stopped.</summary>
    public static ApiException Stopping() =>
        new(503, "The server is being stopped and takes no new requests.") { Type = ServerError, Code = "stopping", RetryAfter = 5 };

    /// <summary>A mistake of ours, or a program that fails. The log has the details.</summary>
    public static ApiException Internal(string message) => new(500, message) { Type = ServerError, Code = "internal_error" };
}
