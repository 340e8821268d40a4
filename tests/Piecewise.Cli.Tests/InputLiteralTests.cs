using Piecewise.Cli.Commands;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Cli.Tests;

/// <summary>Values of <c>--input</c>: exact, or refused with the input, the value and the dtype; never cut.</summary>
public sealed class InputLiteralTests
{
    private static readonly Dictionary<string, NodeType> Types = Enum.GetValues<DType>()
        .Select(d => KeyValuePair.Create(d.TextName(), (NodeType)new TensorType(d, [1]))).Append(new("n",
            new SymIntType(SymInt.Symbol("s0")))).ToDictionary();

    [Theory]
    [InlineData("i64", "1.5")]
    [InlineData("i64", "9223372036854775808")]
    [InlineData("i64", "-9223372036854775809")]
    [InlineData("i64", "1e40")]
    [InlineData("i64", "1e-1")]
    [InlineData("i64", "1e999999999")]
    [InlineData("i64", "1e99999999999999999999")]
    [InlineData("u64", "18446744073709551616")]
    [InlineData("u64", "-1")]
    [InlineData("u32", "4294967296")]
    [InlineData("u16", "-1")]
    [InlineData("u8", "-1")]
    [InlineData("u8", "256")]
    [InlineData("u8", "300")]
    [InlineData("i8", "300")]
    [InlineData("i8", "128")]
    [InlineData("i8", "-129")]
    [InlineData("i16", "32768")]
    [InlineData("i32", "2147483648")]
    [InlineData("i32", "0.999999999999999999999")]
    [InlineData("bool", "2")]
    [InlineData("bool", "0.5")]
    [InlineData("bool", "-1")]
    [InlineData("f64", "1e400")]
    [InlineData("f32", "1e39")]
    [InlineData("f32", "-1e39")]
    [InlineData("f16", "70000")]
    [InlineData("bf16", "1e39")]
    [InlineData("f8e4m3fn", "500")]
    [InlineData("f8e5m2", "1e6")]
    [InlineData("c64", "1e39")]
    public void What_a_dtype_can_not_hold_is_refused(string dtype, string value)
    {
        var refused = Assert.Throws<UsageException>(() => Parse($"{dtype}=[{value}]"));
        foreach (var part in new[] { dtype, value, $"--input {dtype}" })
        {
            Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("n=1.5")]
    [InlineData("n=[1]")]
    [InlineData("n=1e30")]
    [InlineData("n=\"1\"")]
    [InlineData("i64=[NaN]")]
    [InlineData("i64=[null]")]
    [InlineData("i64=[[1],[2,3]]")]
    [InlineData("f32=[Infinity]")]
    [InlineData("i64=")]
    [InlineData("=1")]
    public void What_is_no_value_of_the_input_is_refused(string text) => Assert.Throws<UsageException>(() => Parse(text));

    [Fact]
    public void What_fits_is_exact()
    {
        Assert.Equal([9007199254740993, long.MinValue, long.MaxValue, 1000, 2, -1],
            Parse("i64=[9007199254740993, -9223372036854775808, 9223372036854775807, 1e3, 2.0, -0.1e1]").Tensor.AsSpan<long>().ToArray());
        Assert.Equal([ulong.MaxValue, 0], Parse("u64=[18446744073709551615, 0]").Tensor.AsSpan<ulong>().ToArray());
        Assert.Equal([sbyte.MinValue, sbyte.MaxValue], Parse("i8=[-128, 127]").Tensor.AsSpan<sbyte>().ToArray());
        Assert.Equal([true, false, true, false], Parse("bool=[true, false, 1, 0]").Tensor.AsSpan<bool>().ToArray());
        Assert.Equal([0.1f, float.MaxValue, 1, 0], Parse("f32=[0.1, 3.4028234e38, true, 1e-300]").Tensor.AsSpan<float>().ToArray());
        Assert.Equal([65504f], Cast.To(Parse("f16=[65504]").Tensor, DType.F32).AsSpan<float>().ToArray());
        Assert.Equal(7, Parse("n=7").Scalar.ToInt64());
        Assert.Equal([2, 0], Parse("i64=[[], []]").Tensor.Shape.ToArray());
    }

    [Fact]
    public void The_tool_says_so()
    {
        var cut = Tool.Run("run", Tool.Program("kwargs_nested.pt2"), "--input", "x=[1e39, 2]");
        Assert.Equal(2, cut.ExitCode);
        Assert.Contains("--input x: 1e39 does not fit f32", cut.Error, StringComparison.Ordinal);
        var twice = Tool.Run("run", Tool.Program("buffer_counter.pt2"), "--input", "x=[1, 2, 3, 4]", "--input", "x=[1, 2, 3, 5]");
        Assert.Equal(2, twice.ExitCode);
        Assert.Contains("'x'", twice.Error.Replace("--input x", "'x'", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static Value Parse(string text) => InputLiteral.Parse(text, Types).Value;
}
