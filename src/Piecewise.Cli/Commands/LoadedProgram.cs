using Piecewise.Compiler.Execute;
using Piecewise.Compiler.Import;
using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;
using Piecewise.Operators;

namespace Piecewise.Cli.Commands;

/// <summary>How a program runs.</summary>
internal enum RunMode
{
    /// <summary>The functional graph, node by node.</summary>
    Interpret,

    /// <summary>The stitch graph of its pieces.</summary>
    Split,

    /// <summary>The graph as imported, writing in place.</summary>
    Imported,
}

/// <summary>A program with what the verbs make of it, each step made when it is first asked for.</summary>
internal sealed class LoadedProgram : IDisposable
{
    private readonly Lazy<Graph> functional;
    private readonly Lazy<PartitionResult> partition;

    private LoadedProgram(ExportedProgram program, OperatorCatalog catalog, SplittingOps splitting)
    {
        Program = program;
        functional = new(() => Normalizer.Run(program, catalog));
        partition = new(() => Splitter.Split(functional.Value, splitting, catalog));
    }

    public ExportedProgram Program { get; }

    public Graph Functional => functional.Value;

    public PartitionResult Partition => partition.Value;

    public static LoadedProgram Load(string path, OperatorCatalog? catalog = null, SplittingOps? splitting = null)
    {
        catalog ??= StandardOperators.Create();
        if (!File.Exists(path))
        {
            throw new UsageException($"There is no file {path}.");
        }
        return new LoadedProgram(ProgramImporter.Load(path, catalog), catalog, splitting ?? SplittingOps.Default);
    }

    public Graph GraphFor(RunMode mode) => mode switch
    {
        RunMode.Imported => Program.Graph,
        RunMode.Interpret => Functional,
        _ => Partition.Stitch,
    };

    public ProgramSession StartSession(RunMode mode) => new(Program, GraphFor(mode));

    public void Dispose() => Program.Dispose();
}
