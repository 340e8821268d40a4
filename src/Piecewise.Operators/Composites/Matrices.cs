using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Matrices made of other tensors. Source: <c>torch.kron</c>, <c>torch.vander</c>, <c>torch.linalg.vander</c>,
/// <c>torch.Tensor.fill_diagonal_</c>, <c>torch.channel_shuffle</c>, <c>torch.nn.functional.bilinear</c>,
/// <c>torch.nn.utils.weight_norm</c>.
/// </summary>
internal sealed class Matrices : ICompositeSource
{
    public IEnumerable<Composite> Declare() =>
    [
        new("aten::kron(Tensor self, Tensor other) -> Tensor", Kronecker),
        new("aten::linalg_vander(Tensor x, *, SymInt? N=None) -> Tensor",
            call => Powers(call, call.OptionalSize("N"), isIncreasing: true, fewest: 2)),
        new("aten::vander(Tensor x, int? N=None, bool increasing=False) -> Tensor",
            call => Powers(call, call.OptionalSize("N"), call.Bool("increasing"), fewest: 0)),
        new("aten::fill_diagonal(Tensor self, Scalar fill_value, bool wrap=False) -> Tensor", Diagonal) { HasInPlaceForm = true },
        new("aten::channel_shuffle(Tensor self, SymInt groups) -> Tensor", Shuffled),
        new("aten::native_channel_shuffle(Tensor self, SymInt groups) -> Tensor", Shuffled),
        new("aten::bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias=None) -> Tensor", Bilinear),
        new("aten::norm_except_dim(Tensor v, int pow=2, int dim=0) -> Tensor", call => NormBut(call, call.Int("pow"))),
        new("aten::_weight_norm(Tensor v, Tensor g, int dim=0) -> Tensor",
            call => call.Tensor("v") * (call.Tensor("g") / NormBut(call, 2))),
        new("aten::_weight_norm_interface(Tensor v, Tensor g, int dim=0) -> (Tensor, Tensor)", WithNorms),
        new("aten::_is_all_true(Tensor self) -> Tensor", call => call.Make("aten::all.default", Bools(call))),
        new("aten::_is_any_true(Tensor self) -> Tensor", call => call.Make("aten::any.default", Bools(call))),
    ];

    private static TracedTensor Bools(CompositeCall call) => call.Tensor("self") is { DType: DType.Bool } self ? self
        : throw call.Error($"takes bools, found {call.Tensor("self").Type}.");

    private static TracedTensor Kronecker(CompositeCall call)
    {
        var (x, y) = (call.Tensor("self"), call.Tensor("other"));
        var rank = Math.Max(x.Rank, y.Rank);
        var sizes = new SymbolicInt[rank];
        for (var d = 0; d < rank; d++)
        {
            var (a, b) = (d - rank + x.Rank, d - rank + y.Rank);
            sizes[d] = (a < 0 ? 1 : x.Shape[a]) * (b < 0 ? 1 : y.Shape[b]);
        }
        // Of x each dim is followed by one of size 1, of y preceded.
        var (left, right) = (x, y);
        for (var i = 0; i < x.Rank; i++)
        {
            left = left.Unsqueeze((2 * i) + 1);
        }
        for (var i = 0; i < y.Rank; i++)
        {
            right = right.Unsqueeze(2 * i);
        }
        return (left * right).Reshape(sizes);
    }

    private static TracedTensor Powers(CompositeCall call, SymbolicInt? columns, bool isIncreasing, int fewest)
    {
        var x = call.Tensor("x");
        if (x.Rank < 1 || x.DType == DType.Bool || (call.IsNone("N") ? x.Shape[-1] : columns!) is not { } count)
        {
            throw call.Error($"takes vectors of numbers, found {x.Type}.");
        }
        call.Require(SymBool.Ge(count.Value, fewest), $"has at least {fewest} columns, not {count}.");
        x = x.DType.IsIntegral() ? x.To(DType.I64) : x;
        var wide = x.Unsqueeze(-1);
        var ones = call.Make("aten::ones_like.default", wide);
        if (call.Decide(SymBool.Eq(count.Value, 0)) == true)
        {
            return ones.Slice(-1, 0, 0);
        }
        SymbolicInt[] lead = [.. x.Shape];
        var powers = call.Make("aten::cumprod.default", wide.Expand([.. lead, count - 1]), -1);
        var all = Op.Cat([ones, powers], -1);
        return isIncreasing ? all : call.Make("aten::flip.default", all, new[] { -1L });
    }

    private static TracedTensor Diagonal(CompositeCall call)
    {
        var self = call.Tensor("self");
        if (self.Rank < 2)
        {
            throw call.Error($"takes tensors with at least two dims, found {self.Type}.");
        }
        var places = Enumerable.Range(0, self.Rank).Select(d =>
        {
            var place = call.Make("aten::arange.default", self.Shape[d]);
            for (var behind = d + 1; behind < self.Rank; behind++)
            {
                place = place.Unsqueeze(-1);
            }
            return place;
        }).ToArray();
        TracedTensor mask;
        if (self.Rank == 2 && call.Bool("wrap"))
        {
            // It goes on after a row that is left out.
            mask = call.Make("aten::remainder.Scalar", (places[0] * self.Shape[1]) + places[1], self.Shape[1] + 1).Eq(0);
        }
        else
        {
            for (var d = 1; self.Rank > 2 && d < self.Rank; d++)
            {
                call.Require(SymBool.Eq(self.Shape[d].Value, self.Shape[0].Value), $"takes dims of one size where there are more than two, "
                    + $"found {self.Type}.");
            }
            mask = places[0].Eq(places[1]);
            for (var d = 2; d < self.Rank; d++)
            {
                mask &= places[0].Eq(places[d]);
            }
        }
        return self.MaskedFill(mask, call["fill_value"]);
    }

    private static TracedTensor Shuffled(CompositeCall call)
    {
        var (self, groups) = (call.Tensor("self"), call.Size("groups"));
        if (self.Rank < 3)
        {
            throw call.Error($"takes tensors with channels in dim 1 and at least three dims, found {self.Type}.");
        }
        call.Require(SymBool.Ge(groups.Value, 1), $"has at least one group, not {groups}.");
        call.Require(SymBool.Eq(SymInt.Mod(self.Shape[1].Value, groups.Value), 0), $"divides the channels into {groups} groups, found "
            + $"{self.Type}.");
        SymbolicInt[] rest = [.. self.Shape.Slice(2, self.Rank - 2)];
        return self.Reshape([self.Shape[0], groups, self.Shape[1] / groups, .. rest]).Transpose(1, 2).Contiguous().Reshape(self.Shape);
    }

    private static TracedTensor Bilinear(CompositeCall call)
    {
        var (x, y, weight) = (call.Tensor("input1"), call.Tensor("input2"), call.Tensor("weight"));
        if (x.Rank != y.Rank || x.Rank < 1 || weight.Rank != 3)
        {
            throw call.Error($"takes inputs of one rank and a weight [out, in1, in2], found {x.Type}, {y.Type} and {weight.Type}.");
        }
        for (var d = 0; d < x.Rank - 1; d++)
        {
            call.Require(SymBool.Eq(x.Shape[d].Value, y.Shape[d].Value), $"takes inputs of one batch, found {x.Type} and {y.Type}.");
        }
        var (count, left, right) = (weight.Shape[0], weight.Shape[1], weight.Shape[2]);
        call.Require(SymBool.And(SymBool.Eq(x.Shape[-1].Value, left.Value), SymBool.Eq(y.Shape[-1].Value, right.Value)),
            $"takes inputs of the weight's sizes, found {x.Type}, {y.Type} and {weight.Type}.");
        SymbolicInt[] batch = [.. x.Shape.Slice(0, x.Rank - 1)];
        var products = x.Reshape(-1, left).MatMul(weight.Permute(1, 0, 2).Reshape(left, count * right)).Reshape(-1, count, right);
        var result = (products * y.Reshape(-1, right).Unsqueeze(1)).Sum(-1).Reshape([.. batch, count]);
        return call.OptionalTensor("bias") is { } bias ? result + bias : result;
    }

    private static TracedTensor NormBut(CompositeCall call, double p)
    {
        var v = call.Tensor("v");
        if (call.Int("dim") == -1)
        {
            return v.Norm(p, Enumerable.Range(0, v.Rank));
        }
        var kept = call.Dim(call.Int("dim"), v.Rank);
        int[] dims = [.. Enumerable.Range(0, v.Rank).Where(d => d != kept)];
        return dims.Length == 0 ? v.Abs() : v.Norm(p, dims, keepDim: true);
    }

    private static TracedTensor[] WithNorms(CompositeCall call)
    {
        var v = call.Tensor("v");
        if (call.Int("dim") is not 0 && call.Int("dim") != v.Rank - 1)
        {
            throw call.Error("keeps the first or the last dim.");
        }
        var norms = NormBut(call, 2);
        return [v * (call.Tensor("g") / norms), call.Tensor("g").DType == DType.BF16 ? norms.To(DType.F32) : norms];
    }
}
