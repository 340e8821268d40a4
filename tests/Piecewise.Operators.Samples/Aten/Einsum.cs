using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Einsum : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::einsum.default"] = () =>
        [
            OperatorSample.Of("ij,bjk->bik", Value.List(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-1.75f,
                -0.25f, 1, -0.75f, 0, -1.75f, -1.25f, 1.25f, 0.25f, 0.75f, 1.75f, -0.5f], 2, 3, 2)))
                .Gives(Tensor.From([1.6875f, -2.1875f, 1.6875f, -2.8125f, 1.9375f, 0.25f, 4.9375f, -2.9375f], 2, 2, 2))
                .WithStrides(2, 4, 1),
            OperatorSample.Of("bij,bkj->bik", Value.List(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f,
                -1.25f, 0.75f, 2], 2, 2, 3), Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f,
                2], 2, 2, 3)))
                .Gives(Tensor.From([7.3125f, 1.6875f, 1.6875f, 2.375f, 3.6875f, -2.75f, -2.75f, 6.125f], 2, 2, 2)),
            OperatorSample.Of("ij->ji", Value.List(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3)))
                .Gives(Tensor.From([-0.25f, -1.25f, 1.25f, -0.5f, 0.75f, 2], 3, 2)).WithStrides(1, 3).Showing("a permutation"),
            OperatorSample.Of("ij->", Value.List(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3))).Gives(Tensor.Scalar(2f)),
            OperatorSample.Of("ij", Value.List(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3).AsStrided([3, 2], [1, 3], 0)))
                .Gives(Tensor.From([-0.25f, -1.25f, 1.25f, -0.5f, 0.75f, 2], 3, 2)).WithStrides(1, 3)
                .Showing("no arrow: letters seen once, sorted"),
            OperatorSample.Of("ba,a", Value.List(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f, 1.25f,
                0.5f], 3)))
                .Gives(Tensor.From([2f, 0.6875f], 2)),
            OperatorSample.Of("i,j->ij", Value.List(Tensor.From([-0.25f, 1.25f, 0.5f], 3), Tensor.From([-0.25f, 1.25f, 0.5f], 3)))
                .Gives(Tensor.From([0.0625f, -0.3125f, -0.125f, -0.3125f, 1.5625f, 0.625f, -0.125f, 0.625f, 0.25f], 3, 3)),
            OperatorSample.Of("ii->i", Value.List(Tensor.From([1.25f, 1.5f, 1.75f, 0.25f, 0, -1, -1.5f, 1.5f, 1.25f], 3, 3)))
                .Gives(Tensor.From([1.25f, 0, 1.25f], 3)).Showing("a diagonal"),
            OperatorSample.Of("ii", Value.List(Tensor.From([1.25f, 1.5f, 1.75f, 0.25f, 0, -1, -1.5f, 1.5f, 1.25f], 3, 3)))
                .Gives(Tensor.Scalar(2.5f)).Showing("a trace"),
            OperatorSample.Of("...j,j->...", Value.List(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f,
                -1.25f, 0.75f, 2], 2, 2, 3), Tensor.From([-0.25f, 1.25f, 0.5f], 3)))
                .Gives(Tensor.From([-1.1875f, 1.5f, -2.5f, 2.25f], 2, 2)).Showing("an ellipsis"),
            OperatorSample.Of("...ij,...jk", Value.List(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f,
                -1.25f, 0.75f, 2], 2, 2, 3), Tensor.From([1.75f, -1.75f, -0.5f, 0.5f, -0.5f, -0.5f], 1, 3, 2)))
                .Gives(Tensor.From([-1.8125f, 3.8125f, -1.6875f, 2.1875f, 2.3125f, -2.0625f, -3.5625f, 1.5625f], 2, 2, 2)),
            OperatorSample.Of("td,ehd->teh", Value.List(Tensor.From([-1.5f, 2, 0.25f, 1.5f, 0, 0.25f], 2, 3), Tensor.From([-2f, 1.75f,
                1.75f, 0.5f, -1, -2, -0.25f, -1.5f, 0.5f, 1.75f, 1.75f, 1.75f], 2, 2, 3)))
                .Gives(Tensor.From([6.9375f, -3.25f, -2.5f, 1.3125f, -2.5625f, 0.25f, -0.25f, 3.0625f], 2, 2, 2)),
            OperatorSample.Of("teh,edh->ted", Value.List(Tensor.From([-0.25f, 0.75f, -0.5f, 1.5f, -2, 0.5f, 0, 2, 0.25f, 0.25f, 0.5f, -2],
                2, 2, 3), Tensor.From([-1.5f, 0.5f, 0.5f, -0.25f, 1, -1.75f, 1.25f, 1.5f, -2, -1.5f, -1, -2, -1.5f, 0.5f, 0, 1.75f, -0.5f,
                -0.25f, -1.75f, -1.5f, 2, 1.25f, -1.25f, 0], 2, 4, 3)))
                .Gives(Tensor.From([0.5f, 1.6875f, 1.8125f, 0.625f, -3.25f, 3.5f, 1.375f, 4.375f, 1.125f, 1.5625f, 2.5f, -2.5f, -0.125f,
                    0.6875f, -5.1875f, -0.3125f], 2, 2, 4))
                .WithStrides(4, 8, 1).Showing("the result is a transposed product"),
            OperatorSample.Of("bhqk,bkhd->bqhd", Value.List(Tensor.From([0.75f, -0.5f, 0.75f, -1, 1, 1.75f, 1, 1.5f, 0.5f, 0, -1.75f, 1],
                1, 2, 2, 3), Tensor.From([-0.25f, 0.25f, 0.25f, -1, 2, -1, -2, 2, 1, 0.5f, 1, -1.25f], 1, 3, 2, 2)))
                .Gives(Tensor.From([-0.4375f, 1.0625f, -2.25f, 1.375f, 4, -0.375f, 4.5f, -4.75f], 1, 2, 2, 2)).WithStrides(4, 2, 4, 1),
            OperatorSample.Of("bnd,ld->bln", Value.List(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f,
                -1.25f, 0.75f, 2], 2, 2, 3), Tensor.From([1.75f, -1.75f, -0.5f, 0.5f, -0.5f, -0.5f, 0.25f, -0.5f, 1.5f, 0, -1, -1.75f], 4,
                3)))
                .Gives(Tensor.From([-1.1875f, -3.25f, 0.375f, -0.75f, -3.1875f, -1.5625f, 4, -0.375f, 4.5f, -4.5f, 1.375f, -2, 0.6875f,
                    2.3125f, 2.1875f, -4.25f], 2, 4, 2))
                .WithStrides(8, 1, 4),
            OperatorSample.Of("ij,jk,kl->il", Value.List(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f,
                -0.5f, 1.75f, -0.25f, 1, 1], 3, 2), Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3)))
                .Gives(Tensor.From([-1.453125f, 3.46875f, 3.375f, -3.796875f, 0.421875f, 6.578125f], 2, 3)),
            OperatorSample.Of("ij,jk,kl->il", Value.List(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f,
                -0.5f, 1.75f, -0.25f, 1, 1], 3, 2), Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3)))
                .With("path", Value.Ints(1, 2, 0, 1))
                .Gives(Tensor.From([-1.453125f, 3.46875f, 3.375f, -3.796875f, 0.421875f, 6.578125f], 2, 3)),
            OperatorSample.Of("ab,ab->ba", Value.List(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f,
                1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3)))
                .Gives(Tensor.From([0.0625f, 1.5625f, 1.5625f, 0.25f, 0.5625f, 4], 3, 2)).WithStrides(1, 3),
            OperatorSample.Of("abc->ca", Value.List(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f,
                0.75f, 2], 2, 2, 3)))
                .Gives(Tensor.From([-2.5f, -0.5f, 0.75f, -1, -2.5f, 1.75f], 3, 2)),
            OperatorSample.Of("xyz,yz->xz", Value.List(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f,
                -1.25f, 0.75f, 2], 2, 2, 3), Tensor.From([-1f, 0.75f, -2, -2, -1, 0.75f], 2, 3)))
                .Gives(Tensor.From([3.25f, -1.625f, 3.625f, 1.75f, -2.0625f, 2], 2, 3)).WithStrides(1, 2),
            OperatorSample.Of("b...d,d...->b...", Value.List(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f,
                -1.25f, 0.75f, 2], 2, 2, 3), Tensor.From([-1.5f, 2, 0.25f, 1.5f, 0, 0.25f], 3, 2)))
                .Gives(Tensor.From([2.5f, 0.25f, -1.5625f, -0.875f], 2, 2)).WithStrides(1, 2),
            OperatorSample.Of("ij,jk->ki", Value.List(Cast.To(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), DType.BF16),
                Cast.To(Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2), DType.BF16)))
                .Gives(Cast.To(Tensor.From([3f, 1.4375f, 0.5625f, 2.75f], 2, 2), DType.BF16)),
            OperatorSample.Of("ij,jk->ik", Value.List(Tensor.From([0L, 1, 0, -1, 0, 2], 2, 3), Tensor.From([0L, 0, 1, 0, 1, 1], 3, 2)))
                .Gives(Tensor.From([1L, 0, 2, 2], 2, 2)),
            OperatorSample.Of("ijk,ijk->kj", Value.List(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f,
                -1.25f, 0.75f, 2], 2, 2, 3), Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f,
                2], 2, 2, 3)))
                .Gives(Tensor.From([3.625f, 2.125f, 3.3125f, 2.125f, 4.0625f, 4.25f], 3, 2)),
            OperatorSample.Of("ij,kj->ik", Value.List(Tensor.From([-1f, 1, 2], 1, 3), Tensor.From([0.25f, -0.25f, 2, -0.75f, -0.75f,
                -1.25f], 2, 3)))
                .Gives(Tensor.From([3.5f, -2.5f], 1, 2)).Showing("a dim of size 1"),
            OperatorSample.Of("i,i->", Value.List(Tensor.Zeros(DType.F32, 0), Tensor.Zeros(DType.F32, 0))).Gives(Tensor.Scalar(0f)),
        ],
    };
}
