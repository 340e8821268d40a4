using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>
/// A compiled program: immutable, shared by any number of sessions and threads. Neither a compiler nor operators are needed to run it,
/// unless it has interpreted parts.
/// </summary>
internal sealed class CompiledProgram
{
    private readonly Func<SessionServices, IInterpretedParts>? interpreter;
    private readonly Lock gate = new();
    // The files that the state lies in.
    private readonly MappedBytes[] files;
    private bool closed;

    /// <param name="manifest">What it is.</param>
    /// <param name="code">What its code steps run.</param>
    /// <param name="state">A tensor for each <see cref="ProgramManifest.State"/>, by name; more are ignored.</param>
    /// <param name="interpreter">Makes what runs the interpreted parts, once per session, with the session's attention and random
    /// numbers; null where there are none.</param>
    /// <exception cref="ArgumentException">
    /// A state tensor is missing or of another shape, or the manifest names what is not there.
    /// </exception>
    public CompiledProgram(
        ProgramManifest manifest, ProgramCode code, IReadOnlyDictionary<string, Tensor> state,
        Func<SessionServices, IInterpretedParts>? interpreter = null)
        : this(manifest, code, state, interpreter, isChecked: false)
    {
    }

    /// <summary>As above, for a manifest that <see cref="ManifestReader"/> has checked: a start does it once.</summary>
    internal CompiledProgram(
        ProgramManifest manifest, ProgramCode code, IReadOnlyDictionary<string, Tensor> state,
        Func<SessionServices, IInterpretedParts>? interpreter, bool isChecked)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(state);
        if (!isChecked && ManifestCheck.Problem(manifest) is { } problem)
        {
            throw new ArgumentException($"The program can't be: {problem}.", nameof(manifest));
        }
        foreach (var step in manifest.Entries.SelectMany(e => e.Steps))
        {
            if (step.Kind == StepKind.Code && step.Number >= code.Count)
            {
                throw new ArgumentException(
                    $"The step '{step.Name}' runs code {step.Number}, and there are {code.Count}: the code is of another program.",
                    nameof(code));
            }
        }
        Manifest = manifest;
        Code = code;
        State = [.. manifest.State.Select(s => Fitting(s, state))];
        files = [.. State.Select(s => s.Storage.Mapping).OfType<MappedBytes>().Distinct()];
        this.interpreter = interpreter;
        Dispatch = new DispatchTable([.. manifest.Entries.Select(e => new SizeRange(e.Start, e.End))]);
    }

    public ProgramManifest Manifest { get; }

    /// <summary>Which entry serves a size.</summary>
    public DispatchTable Dispatch { get; }

    /// <summary>What code steps run.</summary>
    public ProgramCode Code { get; }

    internal ImmutableArray<Tensor> State { get; }

    /// <summary>
    /// A session: memory for one call at a time, and buffers of its own where calls change them. Weights stay mapped as long as there are
    /// sessions, whatever is disposed before them.
    /// </summary>
    /// <exception cref="ObjectDisposedException">What the program belongs to, as a model, was disposed.</exception>
    public CompiledSession StartSession(SessionOptions? options = null)
    {
        var shares = new IDisposable[files.Length];
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            var taken = 0;
            try
            {
                for (; taken < shares.Length; taken++)
                {
                    shares[taken] = files[taken].Retain();
                }
            }
            catch (ObjectDisposedException)
            {
                Release(shares.AsSpan(0, taken));
                throw;
            }
        }
        try
        {
            return new CompiledSession(this, options ?? new SessionOptions(), shares);
        }
        catch
        {
            Release(shares);
            throw;
        }
    }

    /// <summary>Lets no more sessions begin; those that there are go on.</summary>
    internal void Close()
    {
        lock (gate)
        {
            closed = true;
        }
        Code.StopPreparing();
    }

    internal IInterpretedParts? CreateInterpreter(SessionOptions options) =>
        interpreter?.Invoke(new SessionServices(
            options.Attention, options.Seed is { } seed ? new RandomSource(seed) : null, options.Workers?.Ranks));

    private static void Release(ReadOnlySpan<IDisposable> shares)
    {
        foreach (var share in shares)
        {
            share.Dispose();
        }
    }

    private static Tensor Fitting(ProgramState wanted, IReadOnlyDictionary<string, Tensor> state)
    {
        if (!state.TryGetValue(wanted.Name, out var tensor))
        {
            throw new ArgumentException($"The program's '{wanted.Name}' is missing.", nameof(state));
        }
        return tensor.DType == wanted.DType && tensor.Shape.SequenceEqual(wanted.Shape.AsSpan())
            && tensor.Strides.SequenceEqual(wanted.Strides.AsSpan())
            ? tensor
            : throw new ArgumentException(
                $"The program's '{wanted.Name}' is {wanted.DType}[{string.Join(", ", wanted.Shape)}], not {tensor}.", nameof(state));
    }
}
