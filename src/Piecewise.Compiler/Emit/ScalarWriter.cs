using System.Runtime.CompilerServices;
using Piecewise.Compiler.LoopIr;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Emit;

/// <summary>Writes values as scalars: those of a row, or the elements of a loop that has no vector form.</summary>
/// <param name="code">Where locals are declared.</param>
/// <param name="names">The block's names.</param>
/// <param name="sizes">Sizes as text.</param>
/// <param name="element">Where an access's element lies, as an expression.</param>
/// <param name="index">A loop variable's value, as an expression.</param>
internal sealed class ScalarWriter(CodeWriter code, ScopedNames names, SizeText sizes, Func<KernelAccess, string> element,
    Func<LoopVariable, string> index)
{
    private const int LongText = 90;

    private readonly Dictionary<KernelValue, string> known = [];

    /// <summary>How often a value is taken; what is taken once may stay part of an expression.</summary>
    public Func<KernelValue, int> Uses { get; init; } = _ => 2;

    /// <summary>Values of the block around this one.</summary>
    public ScalarWriter? Row { get; init; }

    /// <summary>Where an earlier pass has stored a value.</summary>
    public Func<KernelValue, KernelAccess?> Stored { get; init; } = _ => null;

    /// <summary>Says under which name a value is known.</summary>
    public void Define(KernelValue value, string name) => known.Add(value, name);

    /// <summary>The value as an expression that can stand as an operand.</summary>
    public string Of(KernelValue value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (value.Kind == ValueKind.Number)
        {
            return ElementText.Literal(value.Number, value.DType);
        }
        if (known.TryGetValue(value, out var name) || (Row is { } row && value.IsRow && row.known.TryGetValue(value, out name)))
        {
            return name;
        }
        var text = Text(value);
        if (Uses(value) < 2 && value.Kind != ValueKind.Load && value.Name is null && text.Length < LongText)
        {
            return text;
        }
        name = names.New(value.Name ?? NameOf(value));
        code.Line($"{value.DType.ElementName()} {name} = {Unbracketed(text)};");
        known.Add(value, name);
        return name;
    }

    /// <summary>A name for what has none in the graph.</summary>
    public static string NameOf(KernelValue value) => value.Kind switch
    {
        ValueKind.Call => char.ToLowerInvariant(value.Function.ToString()[0]) + value.Function.ToString()[1..],
        ValueKind.Cast => (value.Operands[0] is { Kind: ValueKind.Load, Name: { } name } ? name : NameOf(value.Operands[0]))
            + $"_{value.DType.TextName()}",
        ValueKind.Size => "size",
        ValueKind.Reduction => value.Reduction switch { RowReduction.Sum => "total", RowReduction.Max => "largest", _ => "smallest" },
        _ => value.Name ?? "value",
    };

    /// <summary>An expression without the brackets around all of it.</summary>
    public static string Unbracketed(string text)
    {
        if (text[0] != '(' || text[^1] != ')')
        {
            return text;
        }
        var depth = 0;
        for (var i = 0; i < text.Length - 1; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth == 0)
            {
                return text;
            }
        }
        return text[1..^1];
    }

    private string Text(KernelValue value)
    {
        if (Stored(value) is { } place)
        {
            return element(place);
        }
        return value.Kind switch
        {
            ValueKind.Load => element(value.Access!),
            ValueKind.Index => index(value.Index!) is var text && text.All(char.IsAsciiLetterOrDigit) ? text : $"({text})",
            ValueKind.Size => value.Size!.TryGetConstant(out var constant) ? ElementText.Long(constant) : $"(long){sizes.Of(value.Size)}",
            ValueKind.Cast => ElementText.Cast(Of(value.Operands[0]), value.Operands[0].DType, value.DType),
            // A name is written once, where it is taken several times.
            ValueKind.Call when value.Function == ScalarFunction.Abs && value.DType == DType.I64 =>
                ElementText.Call(value.Function, value.DType, [Named(value.Operands[0])]),
            ValueKind.Call => ElementText.Call(value.Function, value.Operands[^1].DType, [.. value.Operands.Select(Of)]),
            _ => throw new InvalidOperationException($"The value {value.Kind} of a row is not known yet."),
        };
    }

    private string Named(KernelValue value)
    {
        var text = Of(value);
        if (known.ContainsKey(value))
        {
            return text;
        }
        var name = names.New(NameOf(value));
        code.Line($"{value.DType.ElementName()} {name} = {Unbracketed(text)};");
        known.Add(value, name);
        return name;
    }
}
