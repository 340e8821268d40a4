using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Tracing;

/// <summary>
/// Anything that a call takes: a tensor, a size, a number, a text, a dtype, nothing, or a list of these. Everything converts to it by
/// itself, lists as collection expressions: <c>Op.Call("aten::view", x, [n, -1])</c>.
/// </summary>
[CollectionBuilder(typeof(TracedArgument), nameof(List))]
internal readonly struct TracedArgument : IEnumerable<TracedArgument>
{
    // A TracedTensor, a SymbolicInt, a SymbolicCondition, a literal Argument, or an ImmutableArray<TracedArgument>; null is nothing.
    private readonly object? content;

    private TracedArgument(object? content, string? name = null)
    {
        this.content = content;
        Name = name;
    }

    /// <summary>An absent optional argument.</summary>
    public static TracedArgument None => default;

    /// <summary>The name in the operator's schema where the argument is given by name; null where its place says which it is.</summary>
    internal string? Name { get; }

    internal object? Content => content;

    /// <summary>The recorder of the first tensor or size inside; null for literals.</summary>
    internal TraceRecorder? Recorder => content switch
    {
        TracedTensor tensor => tensor.Recorder,
        SymbolicInt size => size.Recorder,
        SymbolicCondition condition => condition.Recorder,
        ImmutableArray<TracedArgument> items => items.Select(i => i.Recorder).FirstOrDefault(r => r is not null),
        _ => null,
    };

    public static implicit operator TracedArgument(TracedTensor? tensor) => new(tensor);

    public static implicit operator TracedArgument(TracedResult? result) => new(result?.Tensor);

    public static implicit operator TracedArgument(SymbolicInt? size) => new(size);

    public static implicit operator TracedArgument(SymbolicCondition? condition) => new(condition);

    public static implicit operator TracedArgument(int value) => new((Argument)(long)value);

    public static implicit operator TracedArgument(long value) => new((Argument)value);

    public static implicit operator TracedArgument(double value) => new((Argument)value);

    public static implicit operator TracedArgument(bool value) => new((Argument)value);

    public static implicit operator TracedArgument(string? value) => new(value is null ? null : (Argument)value);

    public static implicit operator TracedArgument(DType value) => new((Argument)value);

    public static implicit operator TracedArgument(MemoryFormat value) => new(new MemoryFormatArgument(value));

    public static implicit operator TracedArgument(TracedTensor[]? items) => items is null ? None : List([.. items]);

    public static implicit operator TracedArgument(SymbolicInt[]? items) => items is null ? None : List([.. items]);

    public static implicit operator TracedArgument(long[]? items) => items is null ? None : List([.. items]);

    public static implicit operator TracedArgument(TracedShape? shape) => shape is null ? None : List([.. shape]);

    /// <summary>A list argument.</summary>
    public static TracedArgument List(ReadOnlySpan<TracedArgument> items) => new(ImmutableArray.Create(items));

    /// <summary>An argument of a graph that holds no node.</summary>
    internal static TracedArgument Literal(Argument value) => new(value);

    /// <summary>The same argument given by its name in the schema.</summary>
    internal TracedArgument Named(string name) => new(content, name);

    /// <summary>The items of a list; a single value is its own only item.</summary>
    public IEnumerator<TracedArgument> GetEnumerator() =>
        (content is ImmutableArray<TracedArgument> items ? items : [this]).AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
