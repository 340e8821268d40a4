using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>Categories of dtypes that an operator computes in.</summary>
[Flags]
internal enum DTypeSet : byte
{
    Bool = 1,
    Integer = 2,
    Float = 4,
    Complex = 8,

    /// <summary>Integers and bool, as PyTorch's bitwise operators take.</summary>
    Bits = Bool | Integer,

    /// <summary>Integers and floats, as PyTorch's <c>AT_DISPATCH_ALL_TYPES</c>.</summary>
    Numbers = Integer | Float,

    Real = Bool | Integer | Float,

    All = Bool | Integer | Float | Complex,
}

internal static class DTypeSets
{
    public static bool Contains(this DTypeSet set, DType dtype) => ((int)set & (1 << (int)dtype.Category())) != 0;
}
