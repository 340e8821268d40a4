using Piecewise.Compiler;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;

namespace Piecewise.Fuzz;

/// <summary>Which exceptions the documentation promises, and for what.</summary>
internal static class Documented
{
    /// <summary>How a call ended that threw.</summary>
    public static Ending EndingOf(Exception error) => error switch
    {
        InputException { Message: var message } when message.Contains("bytes of memory", StringComparison.Ordinal) => Ending.OutOfMemory,
        InputException or SizeOutOfRangeException => Ending.InputRefused,
        _ when IsMemory(error) => Ending.OutOfMemory,
        CallFailedException or EvaluationException => IsFault(error.InnerException) ? Ending.Unexpected : Ending.CallFailed,
        _ => Ending.Unexpected,
    };

    /// <summary>Whether a program may be refused so before it runs.</summary>
    public static bool IsRefusal(Exception error) => error is Pt2FormatException or NormalizationException or EntryException;

    /// <summary>Whether it says that there is no such amount of memory.</summary>
    public static bool IsMemory(Exception? error) =>
        error is not null && (error is InsufficientMemoryException || IsMemory(error.InnerException));

    // Faults of ours that an interpreter's catch-all turns into a failed call.
    private static bool IsFault(Exception? error) => error switch
    {
        null => false,
        NullReferenceException or IndexOutOfRangeException or InvalidCastException or KeyNotFoundException or NotImplementedException =>
            true,
        _ => IsFault(error.InnerException),
    };

    /// <summary>Passes and their checks: an error in them is ours, never the file's.</summary>
    public static bool IsInternal(Exception error) => error is LoweringException or PartitionException or VerificationException;
}
