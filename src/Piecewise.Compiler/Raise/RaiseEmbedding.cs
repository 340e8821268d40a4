using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Raise;

/// <summary>Rows of a table. What PyTorch's operator takes further matters for gradients only.</summary>
internal sealed class RaiseEmbedding : RaisePass
{
    public override string Name => "raise-embedding";

    public override string Summary => "aten.embedding → embedding.";

    protected override string Rule => "embedding";

    protected override bool IsAnchor(Node node) => node.IsCallOf(KnownOps.Embedding);

    protected override void Raise(PassContext context, Node anchor) =>
        Replace(context, anchor, KnownOps.IrEmbedding, known: anchor.Type, anchor.Operand(1)!, anchor.Operand(0)!);
}
