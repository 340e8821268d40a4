using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;
using Piecewise.Import;

namespace Piecewise.Compiler;

/// <summary>What a program is prepared with.</summary>
public sealed record PrepareOptions
{
    /// <summary>The operators that may occur; by default all that Piecewise defines.</summary>
    public OperatorCatalog? Catalog { get; init; }

    /// <summary>
    /// The name of the program, of a file that holds several (<c>package_pt2(exported_programs={"name": …})</c>); null for the only one, or
    /// <c>model</c>.
    /// </summary>
    public string? Program { get; init; }

    /// <summary>Where to split.</summary>
    public SplittingOps SplittingOps { get; init; } = SplittingOps.Default;

    /// <summary>For which sizes and how the pieces are lowered.</summary>
    public LoweringOptions Lowering { get; init; } = new();

    /// <summary>Whether points and sizes outside the program's range are left out, with a log entry, instead of being an error.</summary>
    public bool ClipSizes { get; init; }

    /// <summary>How code is generated.</summary>
    public CodeOptions Code { get; init; } = new();

    /// <summary>How much a file may declare.</summary>
    public ArchiveLimits Limits { get; init; } = ArchiveLimits.Default;

    /// <summary>Where phases, warnings and their times are logged.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
