namespace Piecewise.Operators.Samples;

/// <summary>
/// Samples of the operators of one file of the product: a file of the same name, in the same folder. A class with a parameterless
/// constructor is found by itself.
/// </summary>
internal interface ISampleSource
{
    SampleTable Samples { get; }
}
