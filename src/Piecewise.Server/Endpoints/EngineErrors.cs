using Piecewise.Llm;
using Piecewise.Runtime;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>What the engine refuses, and what fails in it, as answers.</summary>
internal static class EngineErrors
{
    /// <summary>The answer; null for what is a mistake of ours.</summary>
    public static ApiException? Translate(Exception error) => error switch
    {
        ApiException known => known,
        ContextLengthException => ApiException.TooLong(error.Message),
        GrammarException => ApiException.Invalid("response_format", $"{error.Message}"),
        EngineBusyException => ApiException.Busy(error.Message),
        ObjectDisposedException => ApiException.Stopping(),
        // What .NET adds names a parameter, which requests have not.
        ArgumentException => ApiException.Invalid(null, $"{error.Message.Split(" (Parameter")[0]}"),
        CallFailedException => ApiException.Internal("The model failed on this request; the server's log says why."),
        _ => null,
    };
}
