using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Padding by elements of the tensor itself: along each dim, the slices at the positions that the border's rule gives.
/// </summary>
internal static class BorderForms
{
    private const string Reflect = "reflect";
    private const string Replicate = "replicate";
    private const string Circular = "circular";

    public static CompositeForm[] All { get; } =
    [
        new("aten::pad.default", call => call.String("mode") is not "constant" and var mode ? Pad(call, call.Sizes("pad"), mode) : null),
        new("aten::_pad_enum.default", call => call.Int("mode") is >= 0 and < 3 and var mode
            ? Pad(call, call.Sizes("pad"), new[] { Reflect, Replicate, Circular }[mode]) : null),
        new("aten::_pad_circular.default", call => Pad(call, call.Sizes("pad"), Circular)),
        .. from dims in Enumerable.Range(1, 3)
           from form in new[]
           {
               new CompositeForm($"aten::reflection_pad{dims}d.default", call => Pad(call, call.Sizes("padding"), Reflect)),
               new CompositeForm($"aten::replication_pad{dims}d.default", call => Pad(call, call.Sizes("padding"), Replicate)),
           }
           select form,
    ];

    private static TracedTensor[]? Pad(CompositeCall call, SymbolicInt[] pads, string mode)
    {
        var result = call.Tensor("self");
        for (var i = 0; i < pads.Length / 2; i++)
        {
            var (before, after) = (pads[2 * i], pads[(2 * i) + 1]);
            if (before.IsStatic && after.IsStatic && (long)before == 0 && (long)after == 0)
            {
                continue;
            }
            var dim = result.Rank - 1 - i;
            var size = result.Shape[dim];
            var positions = mode == Circular ? Around(call, size, before, after)
                : call.Make("aten::arange.start", -before, size + after);
            positions = mode switch
            {
                Reflect => (size - 1) - ((size - 1) - positions.Abs()).Abs(),
                Replicate => positions.AtLeast(0).AtMost(size - 1),
                _ => positions,
            };
            result = call.Make("aten::index_select.default", result.Type.IsRowMajor ? result : result.Contiguous(), dim, positions);
        }
        return [ReferenceEquals(result.Node, call.Tensor("self").Node) ? result.Clone() : result];
    }

    // Negative paddings cut off elements, which are not there to be continued with.
    private static TracedTensor Around(CompositeCall call, SymbolicInt size, SymbolicInt before, SymbolicInt after)
    {
        var kept = size + SymbolicInt.Min(before, 0) + SymbolicInt.Min(after, 0);
        var positions = call.Make("aten::arange.start", -SymbolicInt.Max(before, 0), kept + SymbolicInt.Max(after, 0));
        return call.Make("aten::remainder.Scalar", positions, kept) - SymbolicInt.Min(before, 0);
    }
}
