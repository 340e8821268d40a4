using Piecewise.Graphs;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Sums over what was broadcast, or is. Source: <c>torch.Tensor.sum_to_size</c>; <c>torch._trilinear</c>, which
/// <c>torch.nn.functional.bilinear</c> decomposes to.
/// </summary>
internal sealed class BroadcastSums : ICompositeSource
{
    public IEnumerable<Composite> Declare() =>
    [
        new("aten::sum_to_size(Tensor self, SymInt[] size) -> Tensor", ToSize),
        // unroll_dim is how PyTorch saves memory, and changes no number.
        new("aten::_trilinear(Tensor i1, Tensor i2, Tensor i3, int[] expand1, int[] expand2, int[] expand3, int[] sumdim, "
            + "int unroll_dim=1) -> Tensor", Trilinear),
    ];

    private static TracedTensor ToSize(CompositeCall call)
    {
        var (self, size) = (call.Tensor("self"), call.Sizes("size"));
        var lead = self.Rank - size.Length;
        if (lead < 0)
        {
            throw call.Error($"{self.Type} has fewer dims than the {size.Length} sizes to sum to.");
        }
        var shape = ((TensorType)self.Node.Type).Shape;
        var dims = new List<int>(Enumerable.Range(0, lead));
        for (var d = lead; d < self.Rank; d++)
        {
            var wanted = size[d - lead].Value;
            if (call.Decide(SymBool.Eq(wanted, 1)) == true && call.Decide(SymBool.Eq(shape[d], 1)) != true)
            {
                dims.Add(d);
                continue;
            }
            call.Require(SymBool.Eq(wanted, shape[d]), $"dim {d} of {self.Type} has another size than {wanted}, and that is not 1.");
        }
        var summed = dims.Count == 0 ? self : self.Sum([.. dims], keepDim: true);
        for (var d = 0; d < lead; d++)
        {
            summed = summed.Squeeze(0);
        }
        return dims.Count == 0 ? call.Make("aten::alias.default", self) : summed;
    }

    private static TracedTensor Trilinear(CompositeCall call)
    {
        call.Int("unroll_dim");
        var ranks = new List<int>();
        TracedTensor Operand(string name, string places)
        {
            var operand = call.Tensor(name);
            foreach (var place in call.Ints(places).Order())
            {
                operand = place >= 0 && place <= operand.Rank ? operand.Unsqueeze((int)place)
                    : throw call.Error($"{operand.Type} has no place {place} for a dim.");
            }
            ranks.Add(operand.Rank);
            return operand;
        }
        var (x, y, z) = (Operand("i1", "expand1"), Operand("i2", "expand2"), Operand("i3", "expand3"));
        if (ranks.Distinct().Count() > 1)
        {
            throw call.Error($"its operands have the ranks {string.Join(", ", ranks)} once they are expanded, which differ.");
        }
        int[] dims = [.. call.Ints("sumdim").Select(d => call.Dim(d, x.Rank)).Distinct()];
        var product = x * z * y;
        return dims.Length == 0 ? product : product.Sum(dims);
    }
}
