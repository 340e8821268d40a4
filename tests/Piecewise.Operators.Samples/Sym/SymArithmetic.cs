using Piecewise.Graphs;

namespace Piecewise.Operators.Samples.Sym;

internal sealed class SymArithmetic : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["_operator::add.default"] = () =>
        [
            OperatorSample.Of(7L, 2L).Gives(9L),
            OperatorSample.Of(7L, 0.5).Gives(7.5).Showing("a float makes a float"),
        ],
        ["_operator::sub.default"] = () =>
        [
            OperatorSample.Of(7L, 9L).Gives(-2L),
        ],
        ["_operator::mul.default"] = () =>
        [
            OperatorSample.Of(7L, -2L).Gives(-14L),
            OperatorSample.Of(true, 3L).Gives(3L).Showing("a truth value is 0 or 1"),
        ],
        ["_operator::floordiv.default"] = () =>
        [
            OperatorSample.Of(-7L, 2L).Gives(-4L).Showing("rounds down"),
            OperatorSample.Of(7.5, 2L).Gives(3.0),
        ],
        ["_operator::mod.default"] = () =>
        [
            OperatorSample.Of(-7L, 3L).Gives(2L).Showing("the divisor's sign"),
        ],
        ["_operator::pow.default"] = () =>
        [
            OperatorSample.Of(3L, 4L).Gives(81L),
            OperatorSample.Of(2.0, -1L).Gives(0.5),
        ],
        ["_operator::lshift.default"] = () =>
        [
            OperatorSample.Of(3L, 4L).Gives(48L),
        ],
        ["_operator::rshift.default"] = () =>
        [
            OperatorSample.Of(-5L, 1L).Gives(-3L).Showing("rounds down"),
        ],
        ["torch::sym_max.default"] = () =>
        [
            OperatorSample.Of(3L, 4L).Gives(4L),
            OperatorSample.Of(3L, 4.5).Gives(4.5),
        ],
        ["torch::sym_min.default"] = () =>
        [
            OperatorSample.Of(3L, 4L).Gives(3L),
        ],
        ["_operator::neg.default"] = () =>
        [
            OperatorSample.Of(3L).Gives(-3L),
        ],
        ["_operator::pos.default"] = () =>
        [
            OperatorSample.Of(3L).Gives(3L),
        ],
        ["math::trunc.default"] = () =>
        [
            OperatorSample.Of(-2.5).Gives(-2L),
            OperatorSample.Of(3L).Gives(3L),
        ],
        ["math::ceil.default"] = () =>
        [
            OperatorSample.Of(-2.5).Gives(-2L),
        ],
        ["math::floor.default"] = () =>
        [
            OperatorSample.Of(-2.5).Gives(-3L),
        ],
        ["torch::sym_int.default"] = () =>
        [
            OperatorSample.Of(-2.5).Gives(-2L),
            OperatorSample.Of(true).Gives(1L),
        ],
        ["torch::sym_float.default"] = () =>
        [
            OperatorSample.Of(3L).Gives(3.0),
        ],
        ["torch::sym_sqrt.default"] = () =>
        [
            OperatorSample.Of(9L).Gives(3.0),
        ],
        ["torch::_sym_sqrt.default"] = () =>
        [
            OperatorSample.Of(9L).Gives(3.0),
        ],
        ["_operator::truediv.default"] = () =>
        [
            OperatorSample.Of(7L, 2L).Gives(3.5),
        ],
        ["torch::sym_sum.default"] = () =>
        [
            OperatorSample.Of(Value.Ints(1, 2, 4)).Gives(7L),
        ],
    };
}
