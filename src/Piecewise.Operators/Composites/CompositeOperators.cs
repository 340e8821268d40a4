using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Piecewise.Graphs;

namespace Piecewise.Operators.Composites;

/// <summary>Makes operators of declared composites.</summary>
internal static class CompositeOperators
{
    /// <summary>What the classes of an assembly that implement <see cref="ICompositeSource"/> declare.</summary>
    [RequiresUnreferencedCode("Looks for types by reflection, which trimming removes where nothing else names them.")]
    public static ImmutableArray<Composite> Discover(Assembly assembly) =>
    [
        .. assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, IsClass: true } && typeof(ICompositeSource).IsAssignableFrom(t))
            .OrderBy(t => t.FullName, StringComparer.Ordinal)
            .SelectMany(t => ((ICompositeSource)Activator.CreateInstance(t)!).Declare()),
    ];

    extension(OperatorCatalog catalog)
    {
        /// <summary>This catalog with composites, which may call its operators and each other.</summary>
        public OperatorCatalog WithComposites(IEnumerable<Composite> composites)
        {
            OperatorCatalog? all = null;
            return all = catalog.With(composites.SelectMany(c =>
            {
                var op = new CompositeOperator(c, () => all!);
                return c.HasInPlaceForm ? [op, Families.InPlace(op)] : new Operator[] { op };
            }));
        }
    }
}
