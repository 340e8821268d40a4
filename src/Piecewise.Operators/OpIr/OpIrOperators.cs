using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Piecewise.Graphs;

namespace Piecewise.Operators.OpIr;

/// <summary>Makes operators of declared ops.</summary>
internal static class OpIrOperators
{
    /// <summary>What the classes of an assembly that implement <see cref="IOpIrSource"/> declare.</summary>
    [RequiresUnreferencedCode("Looks for types by reflection, which trimming removes where nothing else names them.")]
    public static ImmutableArray<OpIrDeclaration> Discover(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return
        [
            .. assembly.GetTypes()
                .Where(t => t is { IsAbstract: false, IsClass: true } && typeof(IOpIrSource).IsAssignableFrom(t))
                .OrderBy(t => t.FullName, StringComparer.Ordinal)
                .SelectMany(t => ((IOpIrSource)Activator.CreateInstance(t)!).Declare()),
        ];
    }

    extension(OperatorCatalog catalog)
    {
        /// <summary>This catalog with ops of the op IR, whose functions may call its operators (not each other's).</summary>
        /// <exception cref="ArgumentException">A declaration or one of its implementations is not consistent (I1, I2).</exception>
        public OperatorCatalog WithOps(params IEnumerable<OpIrDeclaration> declarations)
        {
            ArgumentNullException.ThrowIfNull(declarations);
            var operators = new List<Operator>();
            foreach (var declaration in declarations)
            {
                OpIrRules.Check(declaration);
                var op = new OpIrOperator(declaration, catalog);
                operators.Add(op);
                if (declaration.AllowInPlace)
                {
                    operators.Add(new MaybeInPlaceOperator(op, catalog));
                }
            }
            return catalog.With(operators);
        }
    }
}
