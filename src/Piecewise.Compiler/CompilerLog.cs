using Microsoft.Extensions.Logging;

namespace Piecewise.Compiler;

/// <summary>
/// What the compiler logs. Event ids are part of the public interface: 1000s import, 1100s normalize, 1200s partition, 1300s middle end,
/// 1400s code, 1500s tuning (T1).
/// </summary>
internal static partial class CompilerLog
{
    [LoggerMessage(1000, LogLevel.Information, "Loaded {File} (PyTorch {Version}): {Nodes} nodes")]
    public static partial void Loaded(this ILogger logger, string file, string version, int nodes);

    [LoggerMessage(1001, LogLevel.Warning, "{File}: {Warning}")]
    public static partial void ImportWarning(this ILogger logger, string file, string warning);

    [LoggerMessage(1002, LogLevel.Debug, "Phase {Phase} took {Milliseconds:F1} ms")]
    public static partial void PhaseDone(this ILogger logger, string phase, double milliseconds);

    [LoggerMessage(1100, LogLevel.Debug, "Normalized {File}: {Before} nodes as imported, {After} functional")]
    public static partial void Normalized(this ILogger logger, string file, int before, int after);

    [LoggerMessage(1200, LogLevel.Information, "Split {File}: {Pieces} pieces, {Unique} unique")]
    public static partial void Partitioned(this ILogger logger, string file, int pieces, int unique);

    [LoggerMessage(1300, LogLevel.Information, "Lowered {File}: {Pieces} pieces for {Entries} entries, {Rewrites} rewrites")]
    public static partial void Lowered(this ILogger logger, string file, int pieces, int entries, long rewrites);

    [LoggerMessage(1301, LogLevel.Information, "{File}: the sizes {Sizes} lie outside {Range} and are left out")]
    public static partial void SizesLeftOut(this ILogger logger, string file, string sizes, string range);

    [LoggerMessage(1400, LogLevel.Information,
        "Compiled {File}: {Pieces} pieces, {Bytes} bytes of code, {Calls} reference calls, {Graphs} interpreted graphs")]
    public static partial void Compiled(this ILogger logger, string file, int pieces, int bytes, int calls, int graphs);

    [LoggerMessage(1401, LogLevel.Warning, "The artifact {Hash} can't be used and the program is compiled again: {Reason}")]
    public static partial void ArtifactUnusable(this ILogger logger, string hash, string reason);

    [LoggerMessage(1402, LogLevel.Information, "{File} is ready: compiled {Pieces} pieces, loaded 0, in {Milliseconds:F0} ms")]
    public static partial void ModelCompiled(this ILogger logger, string file, int pieces, double milliseconds);

    [LoggerMessage(1403, LogLevel.Information, "{File} is ready: compiled 0, loaded {Pieces} pieces, in {Milliseconds:F0} ms")]
    public static partial void ModelLoaded(this ILogger logger, string file, int pieces, double milliseconds);

    [LoggerMessage(1500, LogLevel.Warning, "{What}")]
    public static partial void TuningElsewhere(this ILogger logger, string what);

    [LoggerMessage(1501, LogLevel.Information, "{Tuning}: left out: {What}")]
    public static partial void TuningLeftOut(this ILogger logger, string tuning, string what);
}
