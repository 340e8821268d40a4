using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;

namespace Piecewise.Fuzz;

/// <summary>
/// Samples of every operator with one of their literals exchanged for each of the numbers at which rules and kernels may fail, alone: what
/// <see cref="ArgumentMutation"/> meets by chance. Sizes are symbols of their own in one case, numbers in the next.
/// </summary>
internal sealed class ArgumentCases : ICaseSource
{
    private readonly OperatorCatalog catalog;
    private readonly ImmutableArray<(Operator Operator, int Sample, int First)> samples;

    /// <param name="catalog">All operators.</param>
    /// <param name="operators">Those that are tried.</param>
    /// <param name="perOperator">How many samples of each operator; the first ones.</param>
    public ArgumentCases(OperatorCatalog catalog, IEnumerable<Operator> operators, int perOperator)
    {
        this.catalog = catalog;
        var result = ImmutableArray.CreateBuilder<(Operator, int, int)>();
        foreach (var op in operators.Where(o => o.Schema.Arguments.All(a => a.Type.Kind != SchemaKind.Graph)))
        {
            var index = 0;
            foreach (var sample in ConformanceCases.SamplesOf(op).Take(perOperator))
            {
                result.Add((op, index++, Count));
                Count += Changes(op, sample).Count();
            }
        }
        samples = result.ToImmutable();
    }

    public int Count { get; }

    public FuzzCase? Make(int number)
    {
        // The last sample that begins at or before the number.
        var (low, high) = (0, samples.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = samples[middle].First <= number ? (middle, high) : (low, middle - 1);
        }
        var (op, index, first) = samples[low];
        var sample = ConformanceCases.SamplesOf(op).ElementAt(index);
        var (slot, literal) = Changes(op, sample).ElementAt(number - first);
        var style = number % 2 == 0 ? SizeStyle.Independent : SizeStyle.Numbers;
        var call = new SampleCall(new Graph("sample", new ShapeEnvironment(), Stage.Imported), style, random: null);
        if (call.Add(op, sample, reuse: false) is null || call.Finish(catalog, allOutputs: true) is not { } file
            || ArgumentJson.ToJson(literal) is not { } json || file.Nodes.Count == 0)
        {
            return null;
        }
        var inputs = file.Nodes[0]!["inputs"]!.AsArray();
        if (inputs.FirstOrDefault(i => (string?)i!["name"] == slot.Name) is { } input)
        {
            input["arg"] = json;
        }
        else
        {
            inputs.Add((JsonNode)new JsonObject { ["name"] = slot.Name, ["arg"] = json, ["kind"] = slot.IsKeywordOnly ? 2 : 1 });
        }
        var isConsistent = file.Clone() is var copy && Retyping.Apply(copy, catalog);
        return new FuzzCase(
            string.Create(CultureInfo.InvariantCulture, $"{op.Name}, sample {index}, {style} sizes; {slot.Name} is {literal}"),
            isConsistent ? copy : file, number, isConsistent);
    }

    private static IEnumerable<(SchemaArgument Slot, Argument Literal)> Changes(Operator op, OperatorSample sample)
    {
        for (var i = 0; i < op.Schema.Arguments.Length; i++)
        {
            var slot = op.Schema.Arguments[i];
            var given = i < sample.Arguments.Length ? LiteralOf(sample.Arguments[i])
                : sample.Named.TryGetValue(slot.Name, out var named) ? LiteralOf(named) : slot.Default;
            foreach (var other in given is null || slot.Type.Kind == SchemaKind.Tensor ? [] : Others(given, slot.Type))
            {
                if (other != given)
                {
                    yield return (slot, other);
                }
            }
        }
    }

    // Null for tensors.
    private static Argument? LiteralOf(Value value)
    {
        if (value.IsList)
        {
            Argument?[] items = [.. value.Items.Select(LiteralOf)];
            return items.Contains(null) ? null : Argument.List(items!);
        }
        return value.IsTensor ? null
            : value.IsNone ? Argument.None
            : value.IsLiteral ? value.Literal
            : value.Scalar.IsFloat ? value.Scalar.ToDouble()
            : value.Scalar.IsBool ? value.Scalar.ToBool()
            : value.Scalar.ToInt64();
    }

    private static IEnumerable<Argument> Others(Argument given, SchemaType type) => given switch
    {
        ListArgument { Items: var items } =>
        [
            .. items.SelectMany((item, i) => Others(item, type).Select(o => Argument.List(items.SetItem(i, o)))),
            .. items.IsEmpty ? [] : (Argument[])[Argument.List(items[1..]), Argument.List(items.Add(items[^1]))],
        ],
        _ => type.Kind switch
        {
            SchemaKind.Int => ArgumentMutation.Ints.Select(i => (Argument)i),
            SchemaKind.Float => ArgumentMutation.Floats.Select(f => (Argument)f),
            SchemaKind.Scalar => [.. ArgumentMutation.Ints.Select(i => (Argument)i), .. ArgumentMutation.Floats.Select(f => (Argument)f)],
            SchemaKind.Bool => [true, false],
            SchemaKind.DType => TypeJson.DTypes.Select(d => (Argument)d),
            SchemaKind.String => ArgumentMutation.Texts.Select(t => (Argument)t),
            SchemaKind.MemoryFormat => Enum.GetValues<MemoryFormat>().Select(f => (Argument)new MemoryFormatArgument(f)),
            _ => [],
        },
    };
}
