using System.Globalization;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Cli.Output;

/// <summary>Values for people (shortened) and for scripts (whole).</summary>
internal static class TensorText
{
    private const int Shown = 8;

    public static string Describe(Value value)
    {
        if (!value.IsTensor)
        {
            return value.ToString();
        }
        var numbers = Numbers(value.Tensor);
        var text = string.Join(", ", numbers.Take(Shown).Select(n => n.ToString("G6", CultureInfo.InvariantCulture)));
        return $"{value.Tensor} = [{text}{(numbers.Length > Shown ? ", …" : "")}]";
    }

    public static object? ToJson(Value value) => value switch
    {
        { IsNone: true } => null,
        { IsTensor: true } => new
        {
            dtype = value.Tensor.DType.TextName(),
            shape = value.Tensor.Shape.ToArray(),
            values = Numbers(value.Tensor),
        },
        { IsScalar: true } => value.Scalar.IsFloat ? value.Scalar.ToDouble()
            : value.Scalar.IsBool ? value.Scalar.ToBool() : value.Scalar.ToInt64(),
        { IsList: true } => value.Items.Select(ToJson),
        { IsLiteral: true, Literal: StringArgument { Value: var text } } => text,
        _ => value.ToString(),
    };

    // A complex number is its real part here; the safetensors output holds it whole.
    private static double[] Numbers(Tensor tensor) => Cast.Copy(tensor, DType.F64).Contiguous().AsSpan<double>().ToArray();
}
