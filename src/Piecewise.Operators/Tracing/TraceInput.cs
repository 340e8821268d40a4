using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Tracing;

/// <summary>One input of a trace, in the order of the graph's inputs.</summary>
/// <param name="Name">How the traced function and callers of the program name it; unique among user inputs and among the model's
/// tensors.</param>
internal abstract record TraceInput(string Name);

/// <summary>A tensor that the caller passes.</summary>
internal sealed record TensorSpec : TraceInput
{
    /// <param name="name">The caller's name for it.</param>
    /// <param name="dtype">Its element type.</param>
    /// <param name="dims">Its sizes: numbers, or <see cref="Dim.Dynamic"/>. None for a tensor of rank 0.</param>
    public TensorSpec(string name, DType dtype, params ReadOnlySpan<Dim> dims)
        : base(name)
    {
        DType = dtype;
        Dims = ImmutableArray.Create(dims);
    }

    public DType DType { get; }

    public ImmutableArray<Dim> Dims { get; }
}

/// <summary>An int that the caller passes.</summary>
/// <param name="Name">The caller's name for it.</param>
/// <param name="Value">Its symbol; a tensor's dim of the same object equals it. By default a symbol of the input's name, from 0 on.</param>
internal sealed record IntSpec(string Name, Dim? Value = null) : TraceInput(Name);

/// <summary>A tensor of the model. The program carries its value.</summary>
/// <param name="Name">The full name in the model, such as <c>layers.0.mlp.up_proj.weight</c>.</param>
/// <param name="Value">The tensor; it is not copied.</param>
/// <param name="Kind">Parameter, Buffer (calls may overwrite it) or Constant.</param>
internal sealed record StateSpec(string Name, Tensor Value, InputKind Kind = InputKind.Parameter) : TraceInput(Name)
{
    /// <summary>A parameter for each tensor of a model, in ordinal order of their names.</summary>
    public static IEnumerable<StateSpec> Parameters(IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return tensors.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new StateSpec(t.Key, t.Value));
    }
}
