using System.Collections.Immutable;

namespace Piecewise.Import;

/// <summary>A module of the original program. The entry with the empty name is the program itself.</summary>
/// <param name="Name">Path of the module.</param>
/// <param name="Signature">How it is called; null where the exporter was not asked to keep it.</param>
internal sealed record ModuleCallData(string Name, ModuleCallSignatureData? Signature);

/// <summary>How a module is called from Python.</summary>
/// <param name="Inputs">Flattened arguments, where recorded.</param>
/// <param name="Outputs">Flattened results, where recorded.</param>
/// <param name="InputTree">A tuple of the positional tuple and the keyword dictionary.</param>
/// <param name="OutputTree">Structure of the result.</param>
/// <param name="ArgumentNames">Names of the positional arguments; null where not recorded.</param>
internal sealed record ModuleCallSignatureData(
    ImmutableArray<ArgumentData> Inputs,
    ImmutableArray<ArgumentData> Outputs,
    TreeSpec InputTree,
    TreeSpec OutputTree,
    ImmutableArray<string>? ArgumentNames);
