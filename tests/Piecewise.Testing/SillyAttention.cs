using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Testing;

/// <summary>
/// A stand-in for attention: writes <c>q + k + v</c> into an argument of its own and returns nothing. It exists for splitting.
/// </summary>
internal sealed class SillyAttention() : Operator("silly::attention(Tensor q, Tensor k, Tensor v, Tensor(a!) out) -> ()")
{
    public const string QualifiedName = "silly::attention.default";

    public override NodeType Infer(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var output = context.Tensor("out");
        foreach (var name in (ReadOnlySpan<string>)["q", "k", "v"])
        {
            if (!context.Tensor(name).Shape.AsSpan().SequenceEqual(output.Shape.AsSpan()) || output.DType != DType.F32
                || context.Tensor(name).DType != DType.F32)
            {
                throw context.Error("all four tensors are f32 and have one shape.");
            }
        }
        return NoneType.Instance;
    }

    public override Value Evaluate(EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (q, k, v) = (Values("q"), Values("k"), Values("v"));
        var sum = Tensor.Zeros(DType.F32, context.Tensor("out").Shape);
        var elements = sum.AsSpan<float>();
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = q.AsSpan<float>()[i] + k.AsSpan<float>()[i] + v.AsSpan<float>()[i];
        }
        Assignment.Write(context.Tensor("out"), sum);
        return Value.None;

        Tensor Values(string name) => context.Tensor(name).Contiguous();
    }
}
