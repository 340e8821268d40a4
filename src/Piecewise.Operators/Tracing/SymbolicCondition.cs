using Piecewise.Graphs;

namespace Piecewise.Tracing;

/// <summary>
/// A comparison of sizes. It can be asserted (<see cref="TraceScope.Assert"/>) and given to an operator. As a <c>bool</c> it can be used
/// only where it is the same for every size that the inputs allow: a trace is one path through the function.
/// </summary>
internal sealed class SymbolicCondition
{
    private readonly Func<Node>? record;
    private readonly SymBool? value;
    private Node? node;

    internal SymbolicCondition(bool value) => this.value = value ? SymBool.True : SymBool.False;

    internal SymbolicCondition(TraceRecorder recorder, SymBool value, Func<Node> record)
    {
        Recorder = recorder;
        this.value = value;
        this.record = record;
    }

    internal SymbolicCondition(TraceRecorder recorder, Node node, SymBool? value)
    {
        Recorder = recorder;
        this.node = node;
        this.value = value;
    }

    /// <summary>The condition over the symbols of the trace; null where an operator gave it and its form is not known.</summary>
    public SymBool? Value => value;

    internal TraceRecorder? Recorder { get; }

    /// <exception cref="TraceException">It depends on a dynamic size.</exception>
    public static implicit operator bool(SymbolicCondition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return condition.Decide() ?? throw condition.Recorder!.Error(
            $"The traced function may not branch on a dynamic size: whether {condition} holds differs from call to call. "
            + "Assert it (scope.Assert) or make the dim static.");
    }

    /// <summary>True or false where it is so for every size that is allowed, else null.</summary>
    public bool? Decide() => value is null ? null : value.IsConstant ? value == SymBool.True : Recorder!.Graph.Shapes.Decide(value);

    public override string ToString() => value?.ToString() ?? "a computed condition";

    internal Argument ToArgument() => value is { IsConstant: true } ? value == SymBool.True : node ??= record!();
}
