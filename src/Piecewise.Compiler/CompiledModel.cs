using System.Collections.Immutable;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler;

/// <summary>
/// A model from a file, compiled and ready to be called: the front door. Disposing it also cancels a compilation in the background, and
/// waits for it.
/// </summary>
public sealed class CompiledModel : Model
{
    // Set in a compilation in the background and in what it calls: whose it is.
    private static readonly AsyncLocal<object?> Compiling = new();

    // What the model owns; null where it runs what is someone else's.
    private readonly IDisposable? memory;
    private readonly Func<IReadOnlyDictionary<string, string>> extraFiles;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly object compilation = new();
    // What ran before the program was compiled.
    private CompiledProgram? interpreted;
    private CompileReport report;

    internal CompiledModel(
        CompiledProgram program, CompileReport report, Workers workers, IDisposable memory,
        Func<IReadOnlyDictionary<string, string>> extraFiles)
        : base(program, workers)
    {
        this.memory = memory;
        this.extraFiles = extraFiles;
        this.report = report;
    }

    /// <summary>A model of a program that was prepared.</summary>
    /// <param name="prepared">The program.</param>
    /// <param name="mode">What runs.</param>
    /// <param name="isOwned">Whether the program ends with the model.</param>
    /// <param name="phases">What was done for it so far.</param>
    internal CompiledModel(PreparedProgram prepared, RunMode mode, bool isOwned, ImmutableArray<PhaseTime> phases)
        : base(prepared.Executable(mode), prepared.Workers)
    {
        memory = isOwned ? prepared : null;
        extraFiles = () => prepared.Program.ExtraFiles;
        report = new CompileReport
        {
            Compiled = mode == RunMode.Compiled ? prepared.Compilation.Plan.Codes.Length : 0,
            Phases = phases,
            Remarks = [$"the model runs in the mode '{mode.ToString().ToLowerInvariant()}'", .. prepared.Remarks],
        };
    }

    /// <summary>What loading did.</summary>
    public CompileReport Report => Volatile.Read(ref report);

    public override IReadOnlyDictionary<string, string> ExtraFiles => extraFiles();

    /// <summary>
    /// Completes when no compilation is in progress any more: at once, unless the model is compiled in the background. Where that fails or
    /// is cancelled, it ends with the exception, and the model goes on as it is, interpreted.
    /// </summary>
    public Task Ready { get; private set; } = Task.CompletedTask;

    /// <summary>Loads a <c>.pt2</c> file: from the cache if it was compiled before, else by compiling it.</summary>
    /// <param name="path">The file; it stays mapped until the model is disposed.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">
    /// Told of each phase. What it throws ends the loading, as does what the logger throws, and is passed on.
    /// </param>
    /// <param name="cancellation">Ends the work between two phases, and within the longest one.</param>
    /// <exception cref="Pt2FormatException">It is no program that can be loaded.</exception>
    /// <exception cref="NormalizationException">It has no functional form, or its sizes grow beyond what can be
    /// followed.</exception>
    /// <exception cref="EntryException">The sizes asked for do not fit the program.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<CompiledModel> LoadAsync(
        string path, CompileOptions? options = null, IProgress<CompileProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(() => new ModelLoader(path, options ?? new CompileOptions(), progress, cancellation).Load(), cancellation);
    }

    /// <summary>Compiles while calls run; those that begin later run the compiled program.</summary>
    /// <param name="compile">Compiles.</param>
    /// <param name="share">Keeps the file open; disposed when the compilation has ended.</param>
    /// <param name="cancellation">Ends it early.</param>
    internal void CompileInBackground(
        Func<CancellationToken, (CompiledProgram Program, CompileReport Report)> compile,
        IDisposable? share,
        CancellationToken cancellation)
    {
        // Without a token: it begins in any case, and gives back what was taken.
        Ready = Task.Run(() =>
        {
            using (share)
            using (var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stop.Token))
            {
                try
                {
                    both.Token.ThrowIfCancellationRequested();
                    Compiling.Value = compilation;
                    var (compiled, report) = compile(both.Token);
                    Replace(compiled, report);
                    return Task.CompletedTask;
                }
                catch (OperationCanceledException) when (both.IsCancellationRequested)
                {
                    return Task.FromCanceled(both.Token);
                }
            }
        }, CancellationToken.None);
    }

    private void Replace(CompiledProgram compiled, CompileReport report)
    {
        lock (gate)
        {
            if (IsDisposed)
            {
                compiled.Close();
                return;
            }
            interpreted = Program;
            Volatile.Write(ref this.report, report);
            Program = compiled;
        }
    }

    private protected override void Stop()
    {
        stop.Cancel();
        // From a callback of the compilation itself it can't be waited for: it holds what it needs.
        if (Compiling.Value != compilation)
        {
            Task.WhenAny(Ready).Wait();
            stop.Dispose();
        }
        if (memory is null)
        {
            return;
        }
        lock (gate)
        {
            Program.Close();
            interpreted?.Close();
        }
    }

    private protected override void Free() => memory?.Dispose();
}
