using System.Collections.Immutable;

namespace Piecewise.Import;

/// <summary>The outermost graph with its signature and calling convention.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Signature">What its inputs and outputs stand for.</param>
/// <param name="ModuleCalls">Modules of the original program; the one with the empty name holds the calling convention.</param>
/// <param name="Metadata">Text that the exporter attached.</param>
/// <param name="NamedTupleFields">Field names by the registered name of the namedtuple.</param>
internal sealed record GraphModuleData(
    GraphData Graph,
    GraphSignatureData Signature,
    ImmutableArray<ModuleCallData> ModuleCalls,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyDictionary<string, ImmutableArray<string>> NamedTupleFields)
{
    /// <summary>How the program itself is called; null where the file does not say.</summary>
    public ModuleCallSignatureData? CallSignature => ModuleCalls.FirstOrDefault(call => call.Name.Length == 0)?.Signature;
}
