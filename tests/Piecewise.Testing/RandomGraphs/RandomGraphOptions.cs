using System.Collections.Immutable;

namespace Piecewise.Testing;

/// <summary>Which graph to make. Equal options over equal catalogs give equal graphs.</summary>
internal sealed record RandomGraphOptions
{
    public int Seed { get; init; }

    /// <summary>How many steps to take; a step adds one call or a few.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Tensors that the caller passes; weights and buffers come on top.</summary>
    public int Inputs { get; init; } = 3;

    /// <summary>Symbols <c>s0</c>, <c>s1</c>, … in the inputs' sizes; 0 makes a static graph.</summary>
    public int Symbols { get; init; } = 2;

    /// <summary>The first symbol is an int input, too.</summary>
    public bool SizeInput { get; init; }

    /// <summary>Operators whose result shares memory with an argument.</summary>
    public bool Views { get; init; } = true;

    /// <summary>Operators that write an argument, through views too: makes an imported graph, otherwise it is a functional one.</summary>
    public bool InPlace { get; init; }

    /// <summary>With <see cref="InPlace"/>: inputs and buffers may be written.</summary>
    public bool MutateInputs { get; init; }

    /// <summary>
    /// Operators that see the storage around what they are given, and writes of one value where several elements lie in one place.
    /// </summary>
    public bool Storage { get; init; }

    /// <summary>Operators with several results, taken apart at once or much later.</summary>
    public bool Tuples { get; init; } = true;

    /// <summary>Sizes as values, arithmetic with them, and operators that take them.</summary>
    public bool Sizes { get; init; } = true;

    /// <summary>Uninitialized memory that a splitting operator fills later, or nobody does.</summary>
    public bool Allocations { get; init; } = true;

    /// <summary>
    /// Operators to place often, as <c>ns::op</c> or <c>ns::op.overload</c>: those at which a partition test splits. Besides the operators
    /// that random graphs use anyway, it may name <see cref="SillyAttention"/>.
    /// </summary>
    public ImmutableArray<string> SplittingOperators { get; init; } = [];

    /// <summary>The options in one line, for the message of a failing test.</summary>
    public override string ToString() =>
        $"Seed = {Seed}, Steps = {Steps}, Inputs = {Inputs}, Symbols = {Symbols}, SizeInput = {SizeInput}, Views = {Views}, "
        + $"InPlace = {InPlace}, MutateInputs = {MutateInputs}, "
        + $"Storage = {Storage}, Tuples = {Tuples}, Sizes = {Sizes}, Allocations = {Allocations}, "
        + $"SplittingOperators = [{string.Join(", ", SplittingOperators)}]";
}
