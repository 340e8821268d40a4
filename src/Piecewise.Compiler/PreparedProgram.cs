using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Shard;
using Piecewise.Compiler.Weights;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors.Kernels;
using Piecewise.Tracing;

namespace Piecewise.Compiler;

/// <summary>
/// A program on its way from a file to something that runs: imported, functional, split. Each step is taken when it is first asked for,
/// timed and logged. Safe to use from several threads; each thread starts a session of its own. What the logger throws ends
/// the step, which can be taken again.
/// </summary>
internal sealed class PreparedProgram : IDisposable
{
    private readonly Step<Graph> functional;
    private readonly Step<PartitionResult> partition;
    private readonly Step<LoweredProgram> lowered;
    private readonly Dictionary<RunMode, Step<CompiledProgram>> interpreted;
    private readonly Step<Compilation> compilation;
    private readonly CompileOptions options;
    private readonly PhaseClock clock;
    private readonly ILogger logger;

    /// <param name="program">The program, which is owned from now on.</param>
    /// <param name="options">What to prepare it with; the catalog must be the one that it was imported with.</param>
    public PreparedProgram(ExportedProgram program, CompileOptions? options = null)
        : this(program ?? throw new ArgumentNullException(nameof(program)), options ?? new CompileOptions(), clock: null)
    {
    }

    private PreparedProgram(ExportedProgram program, CompileOptions options, PhaseClock? clock)
    {
        this.clock = clock ?? new PhaseClock(options.Logger);
        var catalog = options.Catalog ?? StandardOperators.Create();
        KnownOps.Require(catalog);
        logger = options.Logger;
        Program = program;
        if (options.ChoosesRows)
        {
            WantedRows.AddChoice(program, catalog);
        }
        this.options = options;
        functional = new(
            () => Timed("normalize", () =>
                {
                    var graph = Normalizer.Run(
                        program, catalog, options.LastRowOnly, g => QuantizedPrograms.Rewrite(g, program.State, catalog));
                    Remarks = QuantizedProducts.Rewrite(graph, options.Weights, catalog)
                        ? [] : [QuantizedProducts.Nothing(options.Weights)];
                    DeadCode.Remove(graph);
                    return graph;
                },
                g => logger.Normalized(program.FileName, program.Graph.Count, g.Count)));
        partition = new(() =>
        {
            var graph = functional.Value;
            return Timed("partition", () => Splitter.Split(graph, options.SplittingOps, catalog),
                r => logger.Partitioned(program.FileName, r.Pieces.Length, r.UniquePieceCount));
        });
        lowered = new(() =>
        {
            var split = partition.Value;
            var size = DynamicSize.Of(program, options.Lowering.Entries.Symbol);
            var lowering = options.Lowering;
            if (options.ClipSizes)
            {
                lowering = lowering with { Entries = lowering.Entries.Within(size, out var leftOut) };
                if (!leftOut.IsEmpty)
                {
                    logger.SizesLeftOut(program.FileName, string.Join(", ", leftOut), size.Range.ToString());
                }
            }
            return Timed("lower", () => ProgramLowerer.Run(split, size, catalog, lowering), l =>
                logger.Lowered(program.FileName, l.Pieces.Length, l.Entries.Entries.Length, l.Rewrites));
        });
        interpreted = new()
        {
            [RunMode.Imported] = Planned(() => Imported(program), g => InterpretedProgram.Of(program, g)),
            [RunMode.Interpret] = Planned(() => functional.Value, g => InterpretedProgram.Of(program, g)),
            [RunMode.Split] = Planned(() => partition.Value, p => InterpretedProgram.Of(program, p)),
            [RunMode.Lowered] = Planned(() => lowered.Value, l => InterpretedProgram.Of(program, l)),
        };
        compilation = new(() => Compile(CancellationToken.None));
    }

    // Which sizes a program takes may follow from its functional form, where smaller ones share other memory: every mode takes the same.
    private Graph Imported(ExportedProgram program)
    {
        try
        {
            _ = functional.Value;
        }
        catch (NormalizationException)
        {
            // What has no functional form runs as it was imported all the same.
        }
        // What nobody uses is computed by no mode: what a file says of it holds for none.
        var graph = GraphCopier.Copy(program.Graph);
        DeadCode.Remove(graph);
        return graph;
    }

    public ExportedProgram Program { get; }

    /// <summary>How ranks share the program; null where one has it alone.</summary>
    internal ShardingPlan? Sharding { get; private init; }

    /// <summary>What was asked for and is not there, as far as the steps that were taken know.</summary>
    internal ImmutableArray<string> Remarks { get; private set; } = [];

    /// <summary>What the steps that were taken took.</summary>
    internal ImmutableArray<PhaseTime> Phases => clock.Times;

    /// <summary>Who computes the calls of sessions that are not told.</summary>
    internal Workers Workers => options.Workers;

    /// <summary>The functional graph.</summary>
    /// <exception cref="NormalizationException">The program has none.</exception>
    public Graph Functional => functional.Value;

    /// <summary>The pieces and the stitch graph.</summary>
    public PartitionResult Partition => partition.Value;

    /// <summary>The pieces after the middle end, for every entry.</summary>
    /// <exception cref="EntryException">The sizes asked for do not fit the program.</exception>
    public LoweredProgram Lowered => lowered.Value;

    /// <summary>What is to be generated, and the memory that it needs, for every entry; made anew by each call.</summary>
    public PlannedProgram Plan()
    {
        using var share = Program.Retain();
        return ProgramPlanner.Run(Program, Lowered, Lowered.LoadConstants(Program.State), ImmutableDictionary<Graph, string>.Empty);
    }

    /// <summary>The generated code, for every entry.</summary>
    public Compilation Compilation => compilation.Value;

    /// <summary>Generates the code anew.</summary>
    internal Compilation Compile(CancellationToken cancellation)
    {
        var pieces = Lowered;
        return Timed("compile", () => ProgramCompiler.Run(Program, pieces, options.Code, cancellation: cancellation), c => logger.Compiled(
            Program.FileName, c.Plan.Codes.Length, c.Code.Assembly.Length, c.Plan.ReferenceCalls.Sum(r => r.Length),
            c.Plan.Interpreted.Length));
    }

    /// <summary>Maps and imports a file.</summary>
    /// <exception cref="Pt2FormatException">It is no program that can be loaded.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static PreparedProgram Load(string path, CompileOptions? options = null)
    {
        var prepared = LoadOwned(path, options ?? new CompileOptions());
        prepared.Program.Lend();
        return prepared;
    }

    /// <inheritdoc cref="Import.ProgramImporter.LoadOwned"/>
    internal static PreparedProgram LoadOwned(string path, CompileOptions options, PhaseClock? clock = null)
    {
        clock ??= new PhaseClock(options.Logger);
        var isOwnCatalog = options.Catalog is not null;
        var catalog = options.Catalog ?? StandardOperators.Create();
        var logger = options.Logger;
        var program = clock.Run(
            "import", () => ProgramImporter.LoadOwned(path, catalog, options.Program, options.Limits),
            p => logger.Loaded(p.FileName, p.TorchVersion, p.Graph.Count));
        try
        {
            foreach (var warning in program.Warnings)
            {
                logger.ImportWarning(program.FileName, warning);
            }
            options = options with { Catalog = catalog };
            ShardingPlan? sharding = null;
            if (options.TensorParallel is { World: > 1 } rank)
            {
                program = clock.Run("shard", () =>
                    ShardedProgram.Of(program, rank, options.ChoosesRows, options.LastRowOnly, catalog, out sharding));
                var passes = options.Lowering.Passes with { WorldSize = rank.World };
                if (passes.AllReduceFusionBytes == 0)
                {
                    passes = passes with { AllReduceFusionBytes = AllReduceCall.OneShotBytes };
                }
                // What is asked for of rows is in the sharded program.
                options = options with
                {
                    LastRowOnly = false,
                    ChoosesRows = false,
                    Lowering = options.Lowering with { Passes = passes },
                };
            }
            // The reference kernels of an application's own operators see weights, and may keep them.
            return new PreparedProgram(isOwnCatalog ? program.Lend() : program, options, clock) { Sharding = sharding };
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>What runs in a mode, shared by its sessions.</summary>
    /// <exception cref="ObjectDisposedException">The program is disposed.</exception>
    public CompiledProgram Executable(RunMode mode) => mode == RunMode.Compiled ? Compilation.Program
        : interpreted.TryGetValue(mode, out var step) ? step.Value
        : throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such mode.");

    /// <summary>A session with buffers of its own.</summary>
    /// <param name="mode">What runs.</param>
    /// <param name="options">How; by default on the threads of <see cref="CompileOptions.Code"/>.</param>
    /// <exception cref="ObjectDisposedException">The program is disposed.</exception>
    public CompiledSession StartSession(RunMode mode = RunMode.Split, SessionOptions? options = null) =>
        Executable(mode).StartSession(options ?? new SessionOptions { Workers = Workers });

    /// <summary>Ends the use of the program: no more steps are taken and no more sessions begin. Those that there are go on.</summary>
    public void Dispose()
    {
        Program.Dispose();
        compilation.Made?.Program.Close();
        foreach (var step in interpreted.Values)
        {
            step.Made?.Close();
        }
    }

    private Step<CompiledProgram> Planned<T>(Func<T> before, Func<T, CompiledProgram> plan) => new(() =>
    {
        var what = before();
        return Timed("plan", () => plan(what));
    });

    // Each step reads weights, which stay mapped while it does. Rules of an application, and sizes that grow from step to step, can end
    // where symbolic algebra ends.
    private T Timed<T>(string phase, Func<T> work, Action<T>? done = null) where T : class
    {
        using var share = Program.Retain();
        try
        {
            return clock.Run(phase, work, done);
        }
        catch (Exception e) when (e is ArithmeticException or InsufficientExecutionStackException
            or TraceException { InnerException: ArithmeticException })
        {
            throw new NormalizationException(
                $"The sizes of {Program.FileName} can't be followed (in the phase '{phase}'): {e.Message} [F2]", e);
        }
    }
}
