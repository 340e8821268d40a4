using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Piecewise.Tensors.Tests;

/// <summary>Conversions between dtypes are PyTorch's, also where C++ leaves them undefined.</summary>
public sealed class CastTests
{
    private static readonly JsonElement Recorded =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recorded", "float-to-integer.json"))).RootElement;

    public static TheoryData<string> Pairs() => new(Recorded.EnumerateObject().Select(p => p.Name).Where(n => n != "values"));

    /// <summary>Recorded on x86 with PyTorch 2.14: NaN, infinities, values at and beyond the ends of every integer's range.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_float_beyond_an_integers_range_becomes_what_PyTorch_makes_of_it(string pair)
    {
        var names = pair.Split(' ');
        Assert.True(DTypes.TryParse(names[0], out var from) & DTypes.TryParse(names[1], out var to));
        double[] values = [.. Recorded.GetProperty("values").EnumerateArray().Select(v => Parse(v.GetString()!))];
        var source = Cast.To(Tensor.From(values, values.Length), from);

        var result = Cast.To(source, to);

        var found = Cast.To(result, to == DType.U64 ? DType.U64 : DType.I64);
        string[] actual = to == DType.U64 ? [.. found.AsSpan<ulong>().ToArray().Select(v => $"{v}")]
            : [.. found.AsSpan<long>().ToArray().Select(v => $"{v}")];
        string[] expected = [.. Recorded.GetProperty(pair).EnumerateArray().Select(v => v.GetRawText())];
        for (var i = 0; i < values.Length; i++)
        {
            Assert.True(expected[i] == actual[i], $"{values[i]} as {pair}: {actual[i]} instead of {expected[i]}");
        }
    }

    [Fact]
    public void An_integer_becomes_a_narrow_float_by_way_of_a_single_one()
    {
        long[] values = [16777217, 9007199254740993, (1L << 60) + (1L << 36) + 1, long.MaxValue, -((1L << 60) + (1L << 36) + 1)];
        var source = Tensor.From(values, values.Length);

        Assert.Equal([16777216, 9007199254740992, 1.1529216420458004e18, 9.223372036854775807e18, -1.1529216420458004e18],
            As(source, DType.F32));
        Assert.Equal([16777216, 9007199254740992, 1.152921504606847e18, 9.223372036854775807e18, -1.152921504606847e18],
            As(source, DType.BF16));
    }

    [Fact]
    public void The_upper_half_of_u64_is_positive()
    {
        var source = Tensor.From([ulong.MaxValue, 1UL << 63], 2);

        Assert.Equal([1.8446744073709552e19, 9.223372036854775808e18], As(source, DType.F64));
        Assert.Equal([1.8446744073709552e19, 9.223372036854775808e18], As(source, DType.F32));
        Assert.Equal(new Complex(1.8446744073709552e19, 0), Cast.To(source, DType.C128).AsSpan<Complex>()[0]);
    }

    [Fact]
    public void A_float_beyond_e4m3_becomes_its_largest_value_and_one_beyond_e5m2_infinity()
    {
        var source = Tensor.From([448.0, 463.9, 464, 500, 1e30, double.PositiveInfinity, -500, double.NegativeInfinity, double.NaN], 9);
        Assert.Equal([448, 448, 448, 448, 448, 448, -448, -448, double.NaN], As(source, DType.F8E4M3FN));

        source = Tensor.From([57344.0, 61439, 61440, 65536, double.PositiveInfinity], 5);
        Assert.Equal([57344, 57344, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity], As(source, DType.F8E5M2));
    }

    private static double[] As(Tensor source, DType dtype) => Cast.To(Cast.To(source, dtype), DType.F64).AsSpan<double>().ToArray();

    private static double Parse(string text) => text switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
