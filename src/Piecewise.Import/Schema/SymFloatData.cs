namespace Piecewise.Import;

/// <summary>A float that is a constant or a symbolic expression; see <see cref="SymIntData"/>.</summary>
internal readonly record struct SymFloatData(string? Expression, double? Value);
