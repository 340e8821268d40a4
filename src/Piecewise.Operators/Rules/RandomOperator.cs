using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>An operator that draws random numbers, in the order in which the elements of its result lie in memory.</summary>
/// <param name="schema">PyTorch's schema.</param>
/// <param name="infer">The type, whose strides leave no gaps.</param>
/// <param name="draw">So many elements of a result of that type, one after the other, as a vector of any dtype.</param>
internal sealed class RandomOperator(
    string schema, Func<InferenceContext, TensorType> infer, Func<EvaluationContext, TensorType, RandomSource, long, Tensor> draw)
    : Operator(schema)
{
    public RandomOperator(
        string schema, Func<InferenceContext, TensorType> infer, Action<EvaluationContext, TensorType, RandomSource, double[]> draw)
        : this(schema, infer, (context, type, source, count) =>
        {
            var elements = new double[count];
            draw(context, type, source, elements);
            return Tensor.From(elements, count);
        })
    {
    }

    public override bool IsRandom => true;

    public override NodeType Infer(InferenceContext context) => infer(context);

    public override Value Evaluate(EvaluationContext context)
    {
        var type = infer(context.Types());
        long[] shape = [.. type.Shape.Select(s => s.Constant)];
        var count = Layout.ElementCount(shape);
        var elements = count > 0 ? draw(context, type, Source(context), count) : Tensor.Zeros(type.DType, 0);
        return Cast.To(elements, type.DType).AsStrided(shape, [.. type.Strides.Select(s => s.Constant)], 0);
    }

    /// <summary>The random numbers of the session.</summary>
    /// <exception cref="EvaluationException">It was given no seed.</exception>
    public static RandomSource Source(EvaluationContext context) => context.Interpreter.Service<RandomSource>()
        ?? throw context.Error("draws random numbers, which follow from a seed, and none was given; start a session with "
            + "SessionOptions.Seed, or call the command with --seed.");

    /// <summary>Normal numbers.</summary>
    public static void Normal(RandomSource source, TensorType type, double[] elements, double mean, double deviation)
    {
        var isWhole = elements.Length >= 16 && type.IsRowMajor;
        if (isWhole)
        {
            source.FillNormal(elements, type.DType);
        }
        for (var i = 0; i < elements.Length; i++)
        {
            var number = isWhole ? elements[i] : source.NextNormal();
            elements[i] = (number * deviation) + mean;
        }
    }

    /// <summary>1 with a probability, else 0.</summary>
    public static void Coins(RandomSource source, double[] elements, double probability)
    {
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = source.NextDouble() < probability ? 1 : 0;
        }
    }
}
