using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// An operator's signature in PyTorch's notation: <c>aten::add_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)</c>.
/// Effects and aliasing are read off it: <c>(a!)</c> is a write, a result in an argument's alias set is a view.
/// </summary>
internal sealed class OperatorSchema
{
    internal OperatorSchema(string ns, string baseName, string overload, ImmutableArray<SchemaArgument> arguments,
        ImmutableArray<SchemaType> results, string text)
    {
        Namespace = ns;
        BaseName = baseName;
        Overload = overload;
        Arguments = arguments;
        Results = results;
        Text = text;
        QualifiedName = $"{ns}::{baseName}.{overload}";
    }

    public string Namespace { get; }

    public string BaseName { get; }

    /// <summary><c>default</c> where PyTorch's overload name is empty.</summary>
    public string Overload { get; }

    /// <summary><c>ns::op.overload</c>, the operator's identity.</summary>
    public string QualifiedName { get; }

    public ImmutableArray<SchemaArgument> Arguments { get; }

    public ImmutableArray<SchemaType> Results { get; }

    /// <summary>The notation this was parsed from.</summary>
    public string Text { get; }

    public static OperatorSchema Parse(string text) => new SchemaParser(text).Parse();

    /// <exception cref="ArgumentException">The schema has no such argument.</exception>
    public int IndexOf(string argument)
    {
        for (var i = 0; i < Arguments.Length; i++)
        {
            if (Arguments[i].Name == argument)
            {
                return i;
            }
        }
        throw new ArgumentException(
            $"{QualifiedName} has no argument '{argument}'; it has {string.Join(", ", Arguments.Select(a => a.Name))}.");
    }

    /// <summary>One argument per slot: those given in order, defaults after them.</summary>
    /// <exception cref="ArgumentException">Too many arguments, or one without a default is missing.</exception>
    public ImmutableArray<Argument> Fill(params ReadOnlySpan<Argument> positional)
    {
        if (positional.Length > Arguments.Length)
        {
            throw new ArgumentException($"{QualifiedName} takes {Arguments.Length} arguments; {positional.Length} are given.");
        }
        var result = ImmutableArray.CreateBuilder<Argument>(Arguments.Length);
        result.AddRange(positional);
        for (var i = positional.Length; i < Arguments.Length; i++)
        {
            result.Add(Arguments[i].Default ?? throw new ArgumentException($"{QualifiedName} needs the argument '{Arguments[i].Name}'."));
        }
        return result.MoveToImmutable();
    }

    public bool HasArgument(string argument) => Arguments.Any(a => a.Name == argument);

    /// <summary>Indices of the arguments whose memory is written.</summary>
    public IEnumerable<int> WrittenArguments => Enumerable.Range(0, Arguments.Length).Where(i => Arguments[i].Type.IsWritten);

    public bool HasWrites => Arguments.Any(a => a.Type.IsWritten);

    public override string ToString() => Text;
}
