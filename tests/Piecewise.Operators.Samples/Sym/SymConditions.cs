namespace Piecewise.Operators.Samples.Sym;

internal sealed class SymConditions : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["_operator::eq.default"] = () =>
        [
            OperatorSample.Of(7L, 7L).Gives(true),
            OperatorSample.Of(7L, 7.5).Gives(false),
        ],
        ["_operator::ne.default"] = () =>
        [
            OperatorSample.Of(7L, 7L).Gives(false),
        ],
        ["_operator::lt.default"] = () =>
        [
            OperatorSample.Of(6L, 7L).Gives(true),
        ],
        ["_operator::le.default"] = () =>
        [
            OperatorSample.Of(7L, 7L).Gives(true),
        ],
        ["_operator::gt.default"] = () =>
        [
            OperatorSample.Of(7L, 7L).Gives(false),
        ],
        ["_operator::ge.default"] = () =>
        [
            OperatorSample.Of(7L, 7L).Gives(true),
        ],
        ["_operator::and_.default"] = () =>
        [
            OperatorSample.Of(true, false).Gives(false),
            OperatorSample.Of(6L, 3L).Gives(2L).Showing("ints bit by bit"),
        ],
        ["_operator::or_.default"] = () =>
        [
            OperatorSample.Of(true, false).Gives(true),
            OperatorSample.Of(6L, 3L).Gives(7L).Showing("ints bit by bit"),
        ],
        ["torch::sym_not.default"] = () =>
        [
            OperatorSample.Of(true).Gives(false),
        ],
        ["torch::sym_ite.default"] = () =>
        [
            OperatorSample.Of(true, 3L, 4L).Gives(3L),
            OperatorSample.Of(false, 1.5, 2.5).Gives(2.5),
        ],
    };
}
