using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>
/// A compiled program: immutable, shared by any number of sessions and threads. Neither a compiler nor operators are needed to run it, unless
/// it has interpreted parts.
/// </summary>
public sealed class CompiledProgram
{
    private readonly Func<ITokenAttention?, IInterpretedParts>? interpreter;

    /// <param name="manifest">What it is.</param>
    /// <param name="code">What its code steps run.</param>
    /// <param name="state">A tensor for each <see cref="ProgramManifest.State"/>, by name; more are ignored.</param>
    /// <param name="interpreter">Makes what runs the interpreted parts, once per session, with the session's attention; null where there are none.</param>
    /// <exception cref="ArgumentException">A state tensor is missing or of another shape, or the code lacks what a step calls.</exception>
    public CompiledProgram(ProgramManifest manifest, ProgramCode code, IReadOnlyDictionary<string, Tensor> state, Func<ITokenAttention?, IInterpretedParts>? interpreter = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(state);
        if (manifest.Entries.SelectMany(e => e.Steps).FirstOrDefault(s => s.Kind == StepKind.Code && s.Number >= code.Count) is { } step)
        {
            throw new ArgumentException($"The step '{step.Name}' calls code {step.Number}; there are {code.Count}.", nameof(code));
        }
        Manifest = manifest;
        Code = code;
        State = [.. manifest.State.Select(s => Fitting(s, state))];
        this.interpreter = interpreter;
        Dispatch = new DispatchTable([.. manifest.Entries.Select(e => new SizeRange(e.Start, e.End))]);
    }

    public ProgramManifest Manifest { get; }

    /// <summary>Which entry serves a size.</summary>
    public DispatchTable Dispatch { get; }

    /// <summary>What code steps run.</summary>
    public ProgramCode Code { get; }

    internal ImmutableArray<Tensor> State { get; }

    /// <summary>A session: memory for one call at a time, and buffers of its own where calls change them.</summary>
    public CompiledSession StartSession(SessionOptions? options = null) => new(this, options ?? new SessionOptions());

    internal IInterpretedParts? CreateInterpreter(ITokenAttention? attention) => interpreter?.Invoke(attention);

    private static Tensor Fitting(ProgramState wanted, IReadOnlyDictionary<string, Tensor> state)
    {
        if (!state.TryGetValue(wanted.Name, out var tensor))
        {
            throw new ArgumentException($"The program's '{wanted.Name}' is missing.", nameof(state));
        }
        return tensor.DType == wanted.DType && tensor.Shape.SequenceEqual(wanted.Shape.AsSpan()) && tensor.Strides.SequenceEqual(wanted.Strides.AsSpan())
            ? tensor
            : throw new ArgumentException($"The program's '{wanted.Name}' is {wanted.DType}[{string.Join(", ", wanted.Shape)}], not {tensor}.", nameof(state));
    }
}
