using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>
/// An element function that can be written in generated loops: the formula of its <c>Invoke</c> as data, to the same rounding.
/// </summary>
internal interface IScalarFormula
{
    /// <param name="x">The operand in the compute dtype, f32 or f64.</param>
    /// <returns>Null where there is no formula in that dtype.</returns>
    ScalarExpression? Of(ScalarExpression x);
}
