namespace Piecewise.Graphs;

/// <summary>Kinds of values that an operator's schema names.</summary>
internal enum SchemaKind : byte
{
    Tensor, Int, Float, Bool, String, Scalar, DType, Device, Layout, MemoryFormat, Generator, Graph,
}

/// <summary>A type in a schema: a kind, maybe optional, maybe a list (of optional elements), maybe aliasing.</summary>
/// <param name="Kind">Kind of the value or of the list's elements. <c>SymInt</c> is Int: every int may be symbolic.</param>
/// <param name="IsList">A list of that kind; a single value is taken as a list of one where <paramref name="FixedLength"/> is set.</param>
/// <param name="IsOptional">The value (of a list: the whole list) may be none.</param>
/// <param name="HasOptionalItems">Items of the list may be none (<c>Tensor?[]</c>).</param>
/// <param name="FixedLength">The list's length in <c>int[2]</c>; null if any.</param>
/// <param name="AliasSet">Name of the alias set in <c>Tensor(a)</c>; null for fresh memory.</param>
/// <param name="IsWritten">True for <c>Tensor(a!)</c>.</param>
internal sealed record SchemaType(
    SchemaKind Kind, bool IsList, bool IsOptional, bool HasOptionalItems, int? FixedLength, string? AliasSet, bool IsWritten);

/// <summary>One argument of a schema.</summary>
/// <param name="Name">PyTorch's name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Default">What an omitted argument is; null where it must be given.</param>
/// <param name="IsKeywordOnly">Stands after <c>*</c>.</param>
internal sealed record SchemaArgument(string Name, SchemaType Type, Argument? Default, bool IsKeywordOnly);
