using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>
/// Fresh results begin their storage and fill it, as PyTorch's do, unless the operator says otherwise: <c>as_strided</c> of a result counts
/// on it.
/// </summary>
public sealed class ResultStorageTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    public static TheoryData<string> Fresh() => new(Catalog.Operators
        .Where(o => o is { Schema.Namespace: "aten", StorageLike: null, SeesStorage: false, FunctionalForm: null })
        .Where(o => o.Schema.Results.All(r => r.AliasSet is null))
        .Select(o => o.Name));

    [Theory]
    [MemberData(nameof(Fresh))]
    public void A_fresh_result_fills_its_storage(string name)
    {
        var op = Catalog[name];
        foreach (var sample in op.Samples)
        {
            var arguments = SampleCalls.Arguments(op, sample).ToImmutableArray();
            var result = op.Evaluate(new EvaluationContext(op, arguments, new Interpreter().With(new RandomSource(0))));
            var tensors = (result.IsList ? result.Items : [result]).Where(v => v.IsTensor).Select(v => v.Tensor);
            foreach (var tensor in tensors.Where(t => t.ElementCount > 0))
            {
                // What has gaps, as PyTorch's has, is not looked at from outside.
                if (TensorType.Of(tensor).DenseOrder(new ShapeEnvironment()) is null)
                {
                    continue;
                }
                Assert.Equal(0, tensor.Offset);
                Assert.Equal(tensor.ElementCount * tensor.DType.Size(), tensor.Storage.ByteLength);
                Assert.DoesNotContain(arguments, a => a.IsTensor && a.Tensor.Storage == tensor.Storage);
            }
        }
    }
}
