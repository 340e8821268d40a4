using System.Collections.Immutable;

namespace Piecewise.Import;

/// <summary>What the inputs and outputs of the outermost graph stand for, in the graph's order.</summary>
internal sealed record GraphSignatureData(ImmutableArray<InputSpecData> Inputs, ImmutableArray<OutputSpecData> Outputs);
