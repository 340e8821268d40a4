namespace Piecewise.Tracing;

/// <summary>Calls of operators that belong to no single tensor, and of any operator by its name.</summary>
internal static class Op
{
    /// <summary>Records a call of an operator of the catalog.</summary>
    /// <param name="name"><c>ns::op.overload</c>; the overload may be left out where it is <c>default</c> or the only one.</param>
    /// <param name="arguments">In the order of the schema; those after its <c>*</c> by <see cref="Named"/>; trailing ones with defaults may
    /// be left out.</param>
    /// <returns>One tensor, a size, several values, or nothing, as the operator says.</returns>
    /// <exception cref="TraceException">
    /// There is no such operator, or the arguments break its schema or its rules; or none of them is of a trace: use
    /// <see cref="TraceScope.Call"/>.
    /// </exception>
    public static TracedResult Call(string name, params ReadOnlySpan<TracedArgument> arguments) =>
        RecorderOf(name, arguments).Call(name, arguments);

    /// <summary>An argument by its name in the operator's schema.</summary>
    public static TracedArgument Named(string name, TracedArgument value) => value.Named(name);

    /// <summary>Joins tensors along a dim.</summary>
    public static TracedTensor Cat(ReadOnlySpan<TracedTensor> tensors, int dim = 0) => Call("aten::cat.default", tensors.ToArray(), dim);

    /// <summary>Joins tensors of one shape along a new dim.</summary>
    public static TracedTensor Stack(ReadOnlySpan<TracedTensor> tensors, int dim = 0) =>
        Call("aten::stack.default", tensors.ToArray(), dim);

    /// <summary>Chooses elements; both choices may be numbers.</summary>
    public static TracedTensor Where(TracedTensor condition, TracedArgument whenTrue, TracedArgument whenFalse) => Call(
        (whenTrue.Content is TracedTensor, whenFalse.Content is TracedTensor) switch
        {
            (true, true) => "aten::where.self",
            (true, false) => "aten::where.ScalarOther",
            (false, true) => "aten::where.ScalarSelf",
            _ => "aten::where.Scalar",
        },
        condition, whenTrue, whenFalse);

    private static TraceRecorder RecorderOf(string name, ReadOnlySpan<TracedArgument> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument.Recorder is { } recorder)
            {
                return recorder;
            }
        }
        throw new TraceException($"No argument of {name} belongs to a trace; call it through the scope: scope.Call(\"{name}\", …). [F4]");
    }
}
