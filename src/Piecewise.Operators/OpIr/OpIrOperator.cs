using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// An op of the op IR as an operator of graphs. Shape rule and reference kernel are those of the traced native implementation.
/// </summary>
internal class OpIrOperator : TracedOperator
{
    private readonly OperatorCatalog catalog;

    /// <param name="declaration">The op.</param>
    /// <param name="catalog">The operators that its native implementation calls.</param>
    internal OpIrOperator(OpIrDeclaration declaration, OperatorCatalog catalog)
        : this(declaration, catalog, declaration.Schema)
    {
    }

    private protected OpIrOperator(OpIrDeclaration declaration, OperatorCatalog catalog, string schema)
        : base(schema)
    {
        Declaration = declaration;
        this.catalog = catalog;
    }

    public OpIrDeclaration Declaration { get; }

    public override Tolerance Tolerance(DType dtype) => Declaration.Tolerance?.Invoke(dtype) ?? base.Tolerance(dtype);

    public override Graph Trace(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            return Declaration.Native.Trace(catalog, context.Shapes, [.. Schema.Arguments.Select(a => context[a.Name])]);
        }
        catch (TraceException e)
        {
            throw new InferenceException($"{Name}: {e.Message}", e);
        }
    }
}

/// <summary>
/// The <c>maybe_inplace</c> overload of an op (I4): its caller gives the activations up, so that an implementation may overwrite them. The
/// reference kernel does not; normalization turns a call into the default overload and records the donation.
/// </summary>
internal sealed class MaybeInPlaceOperator : OpIrOperator
{
    internal MaybeInPlaceOperator(OpIrOperator functional, OperatorCatalog catalog)
        : base(functional.Declaration, catalog, functional.Declaration.InPlaceSchema) => Default = functional;

    /// <summary>The default overload, which leaves its arguments alone.</summary>
    public OpIrOperator Default { get; }
}
