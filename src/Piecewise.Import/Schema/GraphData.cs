using System.Collections.Immutable;

namespace Piecewise.Import;

/// <summary>A graph as the file holds it: calls in order, and the types of its values by name.</summary>
internal sealed record GraphData(
    ImmutableArray<ArgumentData> Inputs,
    ImmutableArray<ArgumentData> Outputs,
    ImmutableArray<NodeData> Nodes,
    IReadOnlyDictionary<string, TensorMetaData> TensorValues,
    IReadOnlyDictionary<string, SymIntData> SymIntValues,
    IReadOnlyDictionary<string, SymFloatData> SymFloatValues,
    IReadOnlyDictionary<string, SymBoolData> SymBoolValues,
    IReadOnlyDictionary<string, ArgumentData.CustomObject> CustomObjectValues,
    bool IsSingleTensorReturn);
