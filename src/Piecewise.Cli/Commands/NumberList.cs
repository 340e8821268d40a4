using System.Numerics;
using System.Text.Json;
using Piecewise.Tensors;

namespace Piecewise.Cli.Commands;

/// <summary>Numbers of one input, each checked: integers exactly, floats rounded to the dtype as long as they stay finite.</summary>
/// <param name="name">Of the input, for messages.</param>
/// <param name="dtype">What the numbers become.</param>
internal sealed class NumberList(string name, DType dtype)
{
    private readonly List<Int128> integers = [];
    private readonly List<double> floats = [];

    /// <exception cref="UsageException">The dtype can't hold the number.</exception>
    public void Add(JsonElement json)
    {
        if (dtype.IsIntegral())
        {
            integers.Add(Integer(json));
        }
        else
        {
            floats.Add(Float(json));
        }
    }

    public Tensor ToTensor(long[] shape) => dtype switch
    {
        DType.U64 => Tensor.From<ulong>([.. integers.Select(i => (ulong)i)], shape),
        _ when dtype.IsIntegral() => Cast.To(Tensor.From<long>([.. integers.Select(i => (long)i)], shape), dtype),
        _ => Cast.To(Tensor.From<double>([.. floats], shape), dtype),
    };

    private Int128 Integer(JsonElement json)
    {
        var (smallest, largest) = Range();
        if (json.ValueKind != JsonValueKind.Number)
        {
            return json.ValueKind == JsonValueKind.True ? 1 : 0;
        }
        if (TryRead(json.GetRawText(), out var number))
        {
            return number >= smallest && number <= largest ? (Int128)number : throw Refused(json, $"which holds {smallest} to {largest}");
        }
        throw Refused(json, dtype == DType.Bool ? "which holds true and false, or 1 and 0" : "which holds integers");
    }

    // 1e3 and 2.0 are integers too; an exponent is bounded, so that a few characters do not become a number of a million digits.
    private static bool TryRead(string text, out BigInteger number)
    {
        var mantissa = text;
        var exponent = 0;
        var at = text.AsSpan().IndexOfAny('e', 'E');
        if (at >= 0)
        {
            mantissa = text[..at];
            if (!int.TryParse(text.AsSpan(at + 1), out exponent) || Math.Abs(exponent) > 1000)
            {
                number = default;
                return false;
            }
        }
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? "" : mantissa[(point + 1)..];
        number = BigInteger.Parse(point < 0 ? mantissa : mantissa[..point] + fraction);
        exponent -= fraction.Length;
        if (exponent >= 0)
        {
            number *= BigInteger.Pow(10, exponent);
            return true;
        }
        number = BigInteger.DivRem(number, BigInteger.Pow(10, -exponent), out var rest);
        return rest.IsZero;
    }

    private (BigInteger Smallest, BigInteger Largest) Range()
    {
        if (dtype == DType.Bool)
        {
            return (0, 1);
        }
        var bits = 8 * dtype.Size();
        return dtype.IsSigned() ? (-BigInteger.Pow(2, bits - 1), BigInteger.Pow(2, bits - 1) - 1) : (0, BigInteger.Pow(2, bits) - 1);
    }

    private double Float(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Number)
        {
            return json.ValueKind == JsonValueKind.True ? 1 : 0;
        }
        var number = json.GetDouble();
        return double.IsFinite(number) && dtype.Holds(number) ? number : throw Refused(json, "which holds no number as large");
    }

    private UsageException Refused(JsonElement json, string why) =>
        new($"--input {name}: {json.GetRawText()} does not fit {dtype.TextName()}, {why}.");
}
