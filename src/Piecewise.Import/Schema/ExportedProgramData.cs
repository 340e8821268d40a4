using System.Collections.Immutable;

namespace Piecewise.Import;

/// <summary>One exported program as its JSON record holds it. Nothing is resolved: names are names, expressions are text.</summary>
/// <param name="GraphModule">Graph, signature and calling convention.</param>
/// <param name="OpsetVersions">Version by operator namespace.</param>
/// <param name="RangeConstraints">Bounds by symbol name, such as <c>s77</c>.</param>
/// <param name="SchemaVersion">Version of the schema.</param>
/// <param name="Verifiers">Dialects; the first is <c>TRAINING</c>, <c>ATEN</c> or <c>EDGE</c>.</param>
/// <param name="TorchVersion">The PyTorch that wrote the program.</param>
/// <param name="GuardsCode">Python expressions that the inputs must fulfil.</param>
/// <param name="Warnings">What is unusual but no hindrance.</param>
internal sealed record ExportedProgramData(
    GraphModuleData GraphModule,
    IReadOnlyDictionary<string, int> OpsetVersions,
    IReadOnlyDictionary<string, RangeConstraintData> RangeConstraints,
    SchemaVersionData SchemaVersion,
    ImmutableArray<string> Verifiers,
    string TorchVersion,
    ImmutableArray<string> GuardsCode,
    ImmutableArray<string> Warnings);
