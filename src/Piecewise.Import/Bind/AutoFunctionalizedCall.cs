using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>
/// The arguments of <c>auto_functionalized_v2</c> sorted out: those of the wrapped operator, and the tensors that it writes. A written
/// argument <c>x</c> is given as <c>_x_base_index</c>, its place in <c>_all_bases</c>.
/// </summary>
internal sealed class AutoFunctionalizedCall
{
    private const string AllBases = "_all_bases";
    private const string BaseIndex = "_base_index";

    public AutoFunctionalizedCall(OperatorSchema schema, ImmutableArray<NamedArgumentData> given)
    {
        var arguments = ImmutableArray.CreateBuilder<NamedArgumentData>();
        foreach (var argument in given)
        {
            if (argument.Name == AllBases && argument.Value is ArgumentData.Tensors { Names: var bases })
            {
                Bases = bases;
            }
            else if (argument.Name.StartsWith('_') && argument.Name.EndsWith(BaseIndex, StringComparison.Ordinal)
                && schema.Arguments.FirstOrDefault(
                    a => a.Name == argument.Name[1..^BaseIndex.Length]) is { Type: { IsWritten: true, IsList: false } } slot)
            {
                arguments.Add(argument with
                {
                    Name = slot.Name,
                    Value = argument.Value is ArgumentData.Int { Value: var index }
                    ? new ArgumentData.Tensor(Placeholder(index)) : argument.Value
                });
            }
            else if (schema.HasArgument(argument.Name))
            {
                arguments.Add(argument);
            }
            else if (argument.Value is not ArgumentData.None)
            {
                Problem = $"a written argument that is a view ('{Printable.Text(argument.Name)}') is not supported; "
                    + $"pass {schema.QualifiedName} a copy of it";
            }
        }
        Arguments = arguments.ToImmutable();
    }

    /// <summary>The wrapped operator's arguments; a written one is the <see cref="Placeholder"/> of its base.</summary>
    public ImmutableArray<NamedArgumentData> Arguments { get; }

    /// <summary>Names of the tensors that are copied and written.</summary>
    public ImmutableArray<string> Bases { get; } = [];

    /// <summary>What is not supported; null where nothing is in the way.</summary>
    public string? Problem { get; }

    /// <summary>The name that stands for the copy of a base; PyTorch gives no value a name with a blank in it.</summary>
    public static string Placeholder(long index) => string.Create(CultureInfo.InvariantCulture, $"base {index}");
}
