using Piecewise.Compiler.Entries;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Passes;

/// <summary>
/// One rewriting of a piece. It has no state of its own: what it learns goes into the context, so that passes run on several pieces at
/// once.
/// </summary>
internal abstract class Pass
{
    /// <summary>Lower case with hyphens; what options, records and messages call it.</summary>
    public abstract string Name { get; }

    /// <summary>One sentence: before → after.</summary>
    public abstract string Summary { get; }

    /// <summary>True where later stages rely on the pass; it can't be switched off and its rewrites are not counted.</summary>
    public virtual bool IsRequired => false;

    /// <summary>Why the pass does nothing for an entry, and is not run; null where it applies (R8).</summary>
    public virtual string? Inapplicable(CompileEntry entry, PassSettings settings) => null;

    /// <summary>Sizes at which a range should end so that the pass applies to whole entries (R8), each with its reason.</summary>
    /// <param name="piece">A unique piece after the passes of scope <see cref="PassScope.Piece"/>.</param>
    /// <param name="settings">What the program is compiled with.</param>
    public virtual IEnumerable<DerivedEndpoint> Endpoints(Graph piece, PassSettings settings) => [];

    /// <summary>Rewrites <see cref="PassContext.Graph"/> in place.</summary>
    public abstract void Run(PassContext context);

    public sealed override string ToString() => Name;
}
