namespace Piecewise.Import;

/// <summary>An argument with the name it has in the operator's schema; the name is empty for higher-order operators.</summary>
/// <param name="Name">Schema name.</param>
/// <param name="Value">The argument.</param>
/// <param name="Kind">How it was passed; null in older files.</param>
internal sealed record NamedArgumentData(string Name, ArgumentData Value, ArgumentKindCode? Kind);
