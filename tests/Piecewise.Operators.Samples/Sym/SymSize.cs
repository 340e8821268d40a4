using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Sym;

internal sealed class SymSize : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::sym_size.int"] = () =>
        [
            OperatorSample.Of(Tensor.Zeros(DType.F32, 4, 2), -1L).Gives(2L).Showing("dims may count from the end"),
        ],
    };
}
