using System.Collections.Immutable;

namespace Piecewise.Import;

/// <summary>One call in a graph.</summary>
/// <param name="Target">What is called, such as <c>torch.ops.aten.add.Tensor</c> (forms: pt2-format §3.6).</param>
/// <param name="Inputs">Arguments in the file's order; those left out have their schema default.</param>
/// <param name="Outputs">Results: one per element of a tuple, and one list argument for a list of tensors.</param>
/// <param name="Name">Name of the FX node; the name of the first result in files that do not record one; may be empty.</param>
/// <param name="Source">Python line, where recorded.</param>
/// <param name="Module">Module, where recorded.</param>
/// <param name="IsHopSingleTensorReturn">For higher-order operators: true for a bare tensor, false for a tuple; else null.</param>
internal sealed record NodeData(
    string Target,
    ImmutableArray<NamedArgumentData> Inputs,
    ImmutableArray<ArgumentData> Outputs,
    string Name,
    SourceFrame? Source,
    ModuleFrame? Module,
    bool? IsHopSingleTensorReturn);
