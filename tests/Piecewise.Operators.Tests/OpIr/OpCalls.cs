using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;

namespace Piecewise.Operators.Tests.OpIr;

/// <summary>Calls of ops and of their implementations on generated arguments.</summary>
internal static class OpCalls
{
    public static readonly OperatorCatalog Catalog = StandardOperators.Create();

    public static IEnumerable<OpIrOperator> Ops => Catalog.Operators.OfType<OpIrOperator>().Where(o => o is not MaybeInPlaceOperator);

    public static OpIrOperator Op(string name) => (OpIrOperator)Catalog[$"{Dialect.OpIrNamespace}::{name}.default"];

    /// <summary>What the shape rule sees of a call.</summary>
    public static InferenceContext Types(Operator op, ImmutableArray<Value> arguments)
    {
        var graph = new Graph("call", new ShapeEnvironment());
        var inputs = ImmutableArray.CreateBuilder<Value>();
        return new InferenceContext(op, [.. arguments.Select(a => SampleCalls.ToArgument(graph, a, inputs))], graph.Shapes);
    }

    /// <summary>Traces an implementation for the arguments and runs the trace on these very tensors.</summary>
    public static ImmutableArray<Value> Run(OpIrFunction function, Operator op, ImmutableArray<Value> arguments)
    {
        var types = Types(op, arguments);
        var graph = function.Trace(Catalog, types.Shapes, [.. op.Schema.Arguments.Select(a => types[a.Name])]);
        return new Interpreter().Run(graph, [.. arguments.Where(a => a.IsTensor)]);
    }

    /// <summary>One value per slot: those given, then defaults.</summary>
    public static ImmutableArray<Value> Fill(Operator op, params ReadOnlySpan<Value> arguments)
    {
        var filled = ImmutableArray.CreateBuilder<Value>();
        filled.AddRange(arguments);
        while (filled.Count < op.Schema.Arguments.Length)
        {
            filled.Add(Value.FromLiteral(op.Schema.Arguments[filled.Count].Default!));
        }
        return filled.ToImmutable();
    }

    public static ImmutableArray<Value> Copy(ImmutableArray<Value> arguments) =>
        [.. arguments.Select(a => a.IsTensor ? (Value)SampleCalls.Copy(a.Tensor) : a)];
}
