namespace Piecewise.Import;

/// <summary>Inclusive bounds of a symbol; null is no bound.</summary>
internal readonly record struct RangeConstraintData(long? Min, long? Max);
