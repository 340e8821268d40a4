namespace Piecewise.Operators.Samples;

/// <summary>Random arguments for the ops of one file of the op IR, by their names. Beside the samples, in the same class.</summary>
internal interface IOpInputSource
{
    Dictionary<string, OpInputs.Generator> Inputs { get; }
}
