namespace Piecewise.Compiler.Tuning;

/// <summary>What calls of one size took.</summary>
/// <param name="Size">Value of the size that is dispatched by; 1 where there is none.</param>
/// <param name="DefaultMilliseconds">Of a call as it is compiled by default: the median.</param>
/// <param name="ChosenMilliseconds">Of a call as chosen, measured in turns with it.</param>
/// <param name="Ratio">The median over rounds of chosen to default; not the ratio of the medians.</param>
internal sealed record TuningTime(long Size, double DefaultMilliseconds, double ChosenMilliseconds, double Ratio);
