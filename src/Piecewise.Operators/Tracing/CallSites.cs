using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Piecewise.Tracing;

/// <summary>
/// Finds the line of the traced function that runs now. Attributes for caller information would not do: an operator (<c>x + y</c>) can't
/// have such parameters. Lines come from the debug symbols; without them only the method is known.
/// </summary>
internal sealed class CallSites
{
    private readonly Dictionary<(MethodBase Method, int Offset), CallSite> known = [];

    /// <summary>The innermost frame that is neither tracing's own nor .NET's.</summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2026", Justification = "A frame whose method is not known is passed over; places are for messages.")]
    public CallSite? Current()
    {
        var frames = new StackTrace(1, fNeedFileInfo: false);
        for (var i = 0; i < frames.FrameCount; i++)
        {
            if (frames.GetFrame(i) is { } frame && frame.GetMethod() is { } method && IsForeign(method))
            {
                var key = (method, frame.GetNativeOffset());
                if (!known.TryGetValue(key, out var site))
                {
                    // Debug symbols are read for new lines only: that is the slow part.
                    var place = new StackTrace(1, fNeedFileInfo: true).GetFrame(i)!;
                    known.Add(key, site = new CallSite(place.GetFileName(), place.GetFileLineNumber(), FunctionName(method)));
                }
                return site;
            }
        }
        return null;
    }

    private static bool IsForeign(MethodBase method)
    {
        var space = method.DeclaringType?.Namespace ?? "";
        return method.Module != typeof(CallSites).Module || space != typeof(CallSites).Namespace
            ? space != "System" && !space.StartsWith("System.", StringComparison.Ordinal)
            : false;
    }

    // A lambda in Forward is called <Forward>b__0_0, a local function <Forward>g__Name|0_0.
    private static string FunctionName(MethodBase method)
    {
        var name = method.Name;
        var end = name.IndexOf('>', StringComparison.Ordinal);
        return name.StartsWith('<') && end > 1 ? name[1..end] : name;
    }
}

/// <summary>One place in C# source.</summary>
internal sealed record CallSite(string? File, int Line, string Function);
