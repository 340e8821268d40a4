using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>Copies and casts in generated loops.</summary>
internal static class Conversion
{
    /// <summary>The elements of <c>self</c> in the result's dtype; null for complex numbers.</summary>
    public static LoopForm? Loops(InferenceContext context) =>
        context["self"] is NodeArgument { Node: { Type: TensorType self } node } && !self.DType.IsComplex()
            && context.Result() is var result && !result.DType.IsComplex()
            ? LoopForm.Pointwise([node], result, new ScalarOperand(0, self.DType).As(result.DType))
            : null;
}
