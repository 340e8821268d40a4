namespace Piecewise.Graphs;

/// <summary>
/// The arithmetic of one element that generated loops are made of. Operands of a call have one dtype, f32, f64 or i64 (or bool, for the
/// logical ones); comparisons and predicates give bool, everything else the operands' dtype.
/// </summary>
internal enum ScalarFunction : byte
{
    Add, Subtract, Multiply,

    /// <summary>Integers round towards zero.</summary>
    /// <exception cref="DivideByZeroException">
    /// An integer is divided by 0; the same holds for the other quotients and remainders.
    /// </exception>
    Divide, Negate,

    /// <summary>Magnitude; the smallest integer stays as it is.</summary>
    Abs,

    /// <summary>The larger one; NaN where one is NaN.</summary>
    Max,

    /// <summary>The smaller one; NaN where one is NaN.</summary>
    Min,
    Sqrt, Exp, Log,

    /// <summary><c>e^x - 1</c> and <c>log(1 + x)</c> without cancellation near 0; of f64.</summary>
    ExpM1, Log1P,
    Sin, Cos, Tanh, Floor, Ceiling, Truncate,

    /// <summary>To the nearest integer, ties to even.</summary>
    Round,

    /// <summary>The quotient rounded down by Python's rule, which <see cref="FloorRemainder"/> goes with.</summary>
    FloorDivide,

    /// <summary>What is left by <see cref="FloorDivide"/>: zero, or of the divisor's sign.</summary>
    FloorRemainder,

    /// <summary>What is left by division rounded towards zero: zero, or of the dividend's sign.</summary>
    TruncatedRemainder,

    /// <summary>The first to the power of the second; negative powers of integers round towards zero, and of 0 give 0.</summary>
    Power,

    /// <summary>Of integers, like all functions up to <see cref="ShiftRight"/>.</summary>
    BitAnd, BitOr, BitXor,

    /// <summary>By 0 … 63 bits; by any other number of bits it is 0.</summary>
    ShiftLeft,

    /// <summary>By 0 … 63 bits; by any other number of bits only the sign is left.</summary>
    ShiftRight,

    Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual,

    /// <summary>Of bools.</summary>
    And,

    /// <summary>Of bools.</summary>
    Or,

    /// <summary>Of a bool.</summary>
    Not,

    /// <summary>The second operand where the first, a bool, is true, else the third.</summary>
    Select,
}

/// <summary>How the elements of a row become one.</summary>
internal enum RowReduction : byte
{
    /// <summary>In the dtype of the elements: floats are converted to f64 first and rounded after it. Integers wrap.</summary>
    Sum,

    /// <summary>NaN where one is NaN.</summary>
    Max,

    /// <summary>NaN where one is NaN.</summary>
    Min,
}
