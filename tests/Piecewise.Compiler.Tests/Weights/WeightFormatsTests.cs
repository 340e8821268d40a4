namespace Piecewise.Compiler.Tests.Weights;

public sealed class WeightFormatsTests
{
    [Fact]
    public void The_first_pattern_that_matches_counts()
    {
        var formats = WeightFormats.Parse("int4, *.layers.0.* = exported, *_proj.weight=int8");
        Assert.Null(formats.Of("model.layers.0.q_proj.weight"));
        Assert.Equal("int8", formats.Of("model.layers.1.q_proj.weight"));
        Assert.Equal("int4", formats.Of("lm_head.weight"));
        Assert.Equal("int4,*.layers.0.*=exported,*_proj.weight=int8", formats.ToString());
        Assert.Equal(formats, WeightFormats.Parse(formats.ToString()));
        Assert.NotEqual(WeightFormats.Int8, WeightFormats.Int4);
    }

    [Theory]
    [InlineData("exported", true)]
    [InlineData("a=exported", true)]
    [InlineData("a=int8", false)]
    [InlineData("int8", false)]
    public void Exported_weights_are_those_without_another_format(string text, bool expected) =>
        Assert.Equal(expected, WeightFormats.Parse(text).IsExported);

    [Theory]
    [InlineData("")]
    [InlineData("int5")]
    [InlineData("int8,int4")]
    [InlineData("a=b=int8")]
    [InlineData("=int8")]
    [InlineData("int8,")]
    public void What_names_no_formats_is_refused(string text)
    {
        var e = Assert.Throws<FormatException>(() => WeightFormats.Parse(text));
        Assert.Contains("Write one of exported, int8, int4", e.Message);
    }
}
