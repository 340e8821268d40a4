using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Graphs.Tests;

/// <summary>Which layouts are dense, and in which order; which show an element twice.</summary>
public sealed class TensorTypeTests
{
    public static TheoryData<string, string, string?, bool> Layouts => new()
    {
        // Shape, strides, the dense order if there is one, whether elements lie apart.
        { "4, 6", "6, 1", "0, 1", true },
        { "4, 6", "1, 4", "1, 0", true },
        { "4, 6", "12, 1", null, true },
        { "4, 6", "6, 2", null, false },
        { "4, 6", "1, 1", null, false },
        { "4, 6", "0, 1", null, false },
        { "1, 6", "0, 1", "0, 1", true },
        { "2, 3, 4", "1, 8, 2", "1, 2, 0", true },
        { "2, 2, 2", "1, 1, 5", null, false },
        { "0, 6", "1, 1", "0, 1", true },
        { "3, s0", "s0, 1", "0, 1", true },
        { "3, s0", "1, 3", "1, 0", true },
        { "3, s0", "2*s0, 1", null, true },
        { "3, s0", "s1, 1", null, false },
        { "s0, s1", "1, s0", "1, 0", true },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Layouts_are_told(string shape, string strides, string? order, bool areSeparate)
    {
        var shapes = new ShapeEnvironment();
        shapes.Define("s0", new Interval(2, 100));
        shapes.Define("s1", new Interval(2, 100));
        var type = new TensorType(DType.F32, Parse(shape), Parse(strides));

        Assert.Equal(order, type.DenseOrder(shapes) is { } dims ? string.Join(", ", dims) : null);
        Assert.Equal(areSeparate, type.HasSeparateElements(shapes));
    }

    private static ImmutableArray<SymInt> Parse(string text) =>
        [.. text.Split(", ").Select(t => SymInt.TryParse(t, out var value) ? value : throw new FormatException(t))];
}
