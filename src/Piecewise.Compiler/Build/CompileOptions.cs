using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Shard;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler;

/// <summary>How a model is loaded and compiled. All on one level; what only tests and commands set is internal.</summary>
public sealed record CompileOptions
{
    /// <summary>
    /// The name of the program, of a file that holds several (<c>package_pt2(exported_programs={"name": …})</c>); null for the only one, or
    /// <c>model</c>.
    /// </summary>
    public string? Program { get; init; }

    /// <summary>Sizes with versions of their own, which win over the range that holds them.</summary>
    public ImmutableArray<long> Sizes
    {
        get => Lowering.Entries.Sizes;
        init => Lowering = Lowering with { Entries = Lowering.Entries with { Sizes = value } };
    }

    /// <summary>Last sizes of ranges: 8, 32 gives (1, 8) (9, 32) (33, max).</summary>
    public ImmutableArray<long> RangeEndpoints
    {
        get => Lowering.Entries.RangeEndpoints;
        init => Lowering = Lowering with { Entries = Lowering.Entries with { RangeEndpoints = value } };
    }

    /// <summary>First sizes of ranges: 32, 64 gives (1, 31) (32, 63) (64, max).</summary>
    public ImmutableArray<long> RangeSplitPoints
    {
        get => Lowering.Entries.RangeSplitPoints;
        init => Lowering = Lowering with { Entries = Lowering.Entries with { RangeSplitPoints = value } };
    }

    /// <summary>The largest size that will be called; null for what the program was exported for.</summary>
    public long? MaxSize
    {
        get => Lowering.Entries.MaxSize;
        init => Lowering = Lowering with { Entries = Lowering.Entries with { MaxSize = value } };
    }

    /// <summary>
    /// The size that these options are about, one of <see cref="Model.SizeNames"/>; null for the program's only one. A program with several
    /// has one version for all unless one is named.
    /// </summary>
    public string? SizeName
    {
        get => Lowering.Entries.Symbol;
        init => Lowering = Lowering with { Entries = Lowering.Entries with { Symbol = value } };
    }

    /// <summary>The operators that run between compiled pieces, as <c>ns::op</c> or <c>ns::op.overload</c>; by default attention.</summary>
    /// <exception cref="ArgumentException">A name has not that form.</exception>
    public ImmutableArray<string> SplitAt
    {
        get => SplittingOps.Names;
        init => SplittingOps = new SplittingOps(value);
    }

    /// <summary>
    /// Whether only the last row of the last result is wanted, as when a text is continued: a result [.., rows, features] becomes [.., 1,
    /// features], and what only other rows need is not computed. In mode <c>imported</c> programs run as they were exported.
    /// </summary>
    public bool LastRowOnly { get; init; }

    /// <summary>
    /// Whether the program gets one more input, <c>rows</c> (i64 [R]), which says of which tokens rows of the last result are wanted (W1):
    /// a result [.., tokens, features] becomes [.., R, features].
    /// </summary>
    internal bool ChoosesRows { get; init; }

    /// <summary>Which of several processes this is, that share the program's tensors; null: it has them alone.</summary>
    internal TensorParallel? TensorParallel { get; init; }

    /// <summary>In how many bits the weights of products are kept; by default as they were exported.</summary>
    public WeightFormats Weights { get; init; } = WeightFormats.Exported;

    /// <summary>What runs. Whatever is not compiled is for finding faults: slow, made anew at each start, and never kept.</summary>
    public RunMode Mode { get; init; } = RunMode.Compiled;

    /// <summary>
    /// Whether a debugger can step through the code, whose sources are in its symbols. It is slower, and cached apart from other code.
    /// </summary>
    public bool Debug
    {
        get => Code.Debug;
        init => Code = Code with { Debug = value };
    }

    /// <summary>
    /// How compiled pieces run: <c>generated</c>, as C# that is compiled, or <c>direct</c>, as they are described, where code may not be
    /// compiled at run time. Null: generated, where that can be.
    /// </summary>
    public string? Backend
    {
        get => Code.Backend;
        init => Code = Code with { Backend = value };
    }

    /// <summary>Threads that compute; null for a thread per core, shared by all models.</summary>
    public ThreadTeam? Team
    {
        get => Code.Team as ThreadTeam;
        init => Code = Code with { Team = value };
    }

    /// <summary>
    /// Whether the model is ready at once and runs interpreted until it is compiled (R3). Sessions stay what they began as; calls of the
    /// model itself change over between two calls.
    /// </summary>
    public bool Background { get; init; }

    /// <summary>Where compiled programs are kept; null for nowhere: then every start compiles.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>
    /// Load code from the folder whoever owns it and whoever may write it. For folders whose protection is elsewhere, such as a read-only
    /// layer of a container: everyone who can write there can run code in this process.
    /// </summary>
    public bool TrustCacheFolder { get; init; }

    /// <summary>How much a file may declare.</summary>
    public ArchiveLimits Limits { get; init; } = ArchiveLimits.Default;

    /// <summary>Where phases, warnings and their times are logged. What it throws ends the loading and is passed on.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The operators that may occur; by default all that Piecewise defines.</summary>
    internal OperatorCatalog? Catalog { get; init; }

    /// <summary>Where to split.</summary>
    internal SplittingOps SplittingOps { get; init; } = SplittingOps.Default;

    /// <summary>For which sizes and how the pieces are lowered.</summary>
    internal LoweringOptions Lowering { get; init; } = new();

    /// <summary>Whether points and sizes outside the program's range are left out, with a log entry, instead of being an error.</summary>
    internal bool ClipSizes { get; init; }

    /// <summary>How code is generated.</summary>
    internal CodeOptions Code { get; init; } = new();

    /// <summary>Who computes under these options, on which ranks.</summary>
    internal Workers Workers => ProgramCompiler.WorkersOf(Code) with { Ranks = TensorParallel?.Host };
}
