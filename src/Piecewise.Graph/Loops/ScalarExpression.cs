using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>What one element of a result is, as data: a tree over the operands' elements in its place.</summary>
/// <param name="DType">The dtype of the value, rounded to it.</param>
internal abstract record ScalarExpression(DType DType)
{
    public static ScalarExpression operator +(ScalarExpression x, ScalarExpression y) => Call(ScalarFunction.Add, x, y);

    public static ScalarExpression operator -(ScalarExpression x, ScalarExpression y) => Call(ScalarFunction.Subtract, x, y);

    public static ScalarExpression operator *(ScalarExpression x, ScalarExpression y) => Call(ScalarFunction.Multiply, x, y);

    public static ScalarExpression operator /(ScalarExpression x, ScalarExpression y) => Call(ScalarFunction.Divide, x, y);

    public static ScalarExpression operator -(ScalarExpression x) => Call(ScalarFunction.Negate, x);

    /// <summary>A call; the dtype follows from the function.</summary>
    public static ScalarExpression Call(ScalarFunction function, params ReadOnlySpan<ScalarExpression> operands) => new ScalarCall(
        function, [.. operands],
        function is >= ScalarFunction.Equal and <= ScalarFunction.Not ? DType.Bool : operands[^1].DType);

    /// <summary>The number in the dtype, rounded to it.</summary>
    public static ScalarExpression Number(double value, DType dtype) => new ScalarNumber(value, dtype);

    /// <summary>A number of this expression's dtype.</summary>
    public ScalarExpression Constant(double value) => Number(value, DType);

    /// <summary>Converted as <see cref="Tensors.Cast"/> converts.</summary>
    public ScalarExpression As(DType dtype) => dtype == DType ? this : new ScalarCast(this, dtype);

    /// <summary>Where this, a bool, is true, one value, else another.</summary>
    public ScalarExpression Select(ScalarExpression yes, ScalarExpression no) => Call(ScalarFunction.Select, this, yes, no);

    /// <summary>All elements of the row that this element is in, as one.</summary>
    public ScalarExpression Reduce(RowReduction reduction) => new ScalarReduction(reduction, this);
}

/// <summary>The element of an operand of the <see cref="LoopForm"/>.</summary>
internal sealed record ScalarOperand(int Index, DType DType) : ScalarExpression(DType);

/// <summary>A literal of a float dtype.</summary>
internal sealed record ScalarNumber(double Value, DType DType) : ScalarExpression(DType);

/// <summary>A literal integer, as i64.</summary>
internal sealed record ScalarInteger(long Value) : ScalarExpression(DType.I64);

/// <summary>A size, as i64.</summary>
internal sealed record ScalarSize(SymInt Value) : ScalarExpression(DType.I64);

/// <summary>Where the element stands in a dim of the space, as i64.</summary>
internal sealed record ScalarIndex(int Dim) : ScalarExpression(DType.I64);

/// <summary>A conversion between dtypes.</summary>
internal sealed record ScalarCast(ScalarExpression Value, DType DType) : ScalarExpression(DType);

/// <summary>Arithmetic.</summary>
internal sealed record ScalarCall(ScalarFunction Function, ImmutableArray<ScalarExpression> Operands, DType DType) : ScalarExpression(DType)
{
    public bool Equals(ScalarCall? other) =>
        other is not null && Function == other.Function && DType == other.DType && Operands.AsSpan().SequenceEqual(other.Operands.AsSpan());

    public override int GetHashCode() => Operands.Aggregate(HashCode.Combine(Function, DType), HashCode.Combine);
}

/// <summary>A value of the whole row.</summary>
internal sealed record ScalarReduction(RowReduction Reduction, ScalarExpression Body) : ScalarExpression(Body.DType);
