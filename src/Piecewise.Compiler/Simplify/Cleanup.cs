using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Simplify;

/// <summary>Removes calls that nothing uses and that have no effect, by what the operators say of themselves (N2).</summary>
internal sealed class Cleanup : Pass
{
    public override string Name => "cleanup";

    public override string Summary => "A call without users and effects goes.";

    // Lowering and the verifier rely on there being nothing that is only left over.
    public override bool IsRequired => true;

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        DeadCode.Remove(context.Graph);
    }
}
