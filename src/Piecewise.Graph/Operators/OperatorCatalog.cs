using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Piecewise.Graphs;

/// <summary>The operators that a compilation knows: built once, frozen, handed down. There is no global one.</summary>
internal sealed class OperatorCatalog
{
    private readonly FrozenDictionary<string, Operator> operators;
    private readonly Lazy<FrozenDictionary<Operator, Operator>> inPlaceForms;

    /// <exception cref="ArgumentException">Two operators have one name.</exception>
    public OperatorCatalog(IEnumerable<Operator> operators)
    {
        var byName = new Dictionary<string, Operator>(StringComparer.Ordinal);
        foreach (var op in operators)
        {
            if (!byName.TryAdd(op.Name, op))
            {
                throw new ArgumentException($"Operator {op.Name} is defined twice.");
            }
        }
        this.operators = byName.ToFrozenDictionary(StringComparer.Ordinal);
        inPlaceForms = new(FindInPlaceForms);
    }

    public IEnumerable<Operator> Operators => operators.Values.OrderBy(o => o.Name, StringComparer.Ordinal);

    public int Count => operators.Count;

    /// <summary>Every operator that a class implementing <see cref="IOperatorSource"/> in these assemblies defines.</summary>
    [RequiresUnreferencedCode("Looks for types by reflection, which trimming removes where nothing else names them.")]
    public static OperatorCatalog Discover(params IEnumerable<Assembly> assemblies) => new(
        assemblies.SelectMany(a => a.GetTypes())
            .Where(t => t is { IsAbstract: false, IsClass: true } && typeof(IOperatorSource).IsAssignableFrom(t))
            .OrderBy(t => t.FullName, StringComparer.Ordinal)
            .SelectMany(t => ((IOperatorSource)Activator.CreateInstance(t)!).Create()));

    /// <summary>This catalog with further operators: the user's own.</summary>
    public OperatorCatalog With(params IEnumerable<Operator> more) => new(operators.Values.Concat(more));

    public bool TryGet(string qualifiedName, [NotNullWhen(true)] out Operator? op) => operators.TryGetValue(qualifiedName, out op);

    /// <exception cref="KeyNotFoundException">There is no such operator.</exception>
    public Operator this[string qualifiedName] => operators.TryGetValue(qualifiedName, out var op)
        ? op
        : throw new KeyNotFoundException($"There is no operator {qualifiedName} in this catalog of {Count}.");

    /// <summary>
    /// The operator that writes the result of a functional one into its first argument and takes the same arguments: <c>add_</c> for
    /// <c>add</c>; null where there is none.
    /// </summary>
    public Operator? InPlaceFormOf(Operator functional) => inPlaceForms.Value.GetValueOrDefault(functional);

    private FrozenDictionary<Operator, Operator> FindInPlaceForms()
    {
        var forms = new Dictionary<Operator, Operator>();
        foreach (var op in Operators)
        {
            // An in-place view (detach_) writes nothing.
            if (op.FunctionalForm is { } functional and not ViewOperator && op.Schema.Arguments.Length == functional.Schema.Arguments.Length
                && op.Schema.WrittenArguments.SequenceEqual([0]))
            {
                forms.TryAdd(functional, op);
            }
        }
        return forms.ToFrozenDictionary();
    }

    /// <summary>Adds a call of a named operator to a graph; trailing arguments may be left out where the schema has defaults.</summary>
    /// <param name="graph">The graph to add to.</param>
    /// <param name="before">The node to insert before; null inserts before the output.</param>
    /// <param name="qualifiedName"><c>ns::op.overload</c>.</param>
    /// <param name="arguments">Positional arguments.</param>
    public Node Call(Graph graph, Node? before, string qualifiedName, params ReadOnlySpan<Argument> arguments)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var op = this[qualifiedName];
        return graph.AddCall(op, op.Schema.Fill(arguments), before: before);
    }
}
