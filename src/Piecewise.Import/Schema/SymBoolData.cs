namespace Piecewise.Import;

/// <summary>A truth value that is a constant or a symbolic expression; see <see cref="SymIntData"/>.</summary>
internal readonly record struct SymBoolData(string? Expression, bool? Value);
