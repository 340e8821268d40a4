using System.Runtime.CompilerServices;
using Piecewise.Compiler.LoopIr;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Emit;

/// <summary>
/// Writes the elements of a loop as vectors of floats: f32 as it is; other dtypes whose values floats hold exactly, rounded to them; bools
/// as masks; f64 as two vectors of half as many doubles. Asked only for what <see cref="VectorForm"/> has no objection to.
/// </summary>
/// <param name="code">Where locals are declared.</param>
/// <param name="names">The block's names.</param>
/// <param name="shape">The vectors.</param>
/// <param name="address">The address of an access's element.</param>
/// <param name="count">How many lanes are there, as text; null for all.</param>
internal sealed class VectorWriter(CodeWriter code, ScopedNames names, VectorShape shape, Func<KernelAccess, string> address, string? count)
{
    private const int LongText = 90;

    private readonly Dictionary<KernelValue, string> known = [];
    private readonly Dictionary<KernelValue, (string Lower, string Upper)> doubles = [];

    public required Func<KernelValue, int> Uses { get; init; }

    public required Func<KernelValue, KernelAccess?> Stored { get; init; }

    /// <summary>Row values as vectors, declared before the loop.</summary>
    public required IReadOnlyDictionary<KernelValue, string> Broadcasts { get; init; }

    /// <summary>A value of a row, the same in each lane.</summary>
    public static string Broadcast(VectorShape shape, string text, DType dtype) => dtype switch
    {
        DType.F64 => $"{shape.Lanes}.Broadcast({text})",
        DType.Bool => $"Vector{shape.Bits}.Create({text} ? -1 : 0).AsSingle()",
        DType.F32 => $"{shape.Lanes}.Broadcast({ScalarWriter.Unbracketed(text)})",
        _ => $"{shape.Lanes}.Broadcast({ElementText.Cast(text, dtype, DType.F32)})",
    };

    /// <summary>A vector of floats, or a mask.</summary>
    public string Of(KernelValue value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (value.Kind == ValueKind.Number)
        {
            return value.DType == DType.Bool
                ? Broadcast(shape, ElementText.Literal(value.Number, DType.Bool), DType.Bool)
                : Same(value.Number);
        }
        if (known.TryGetValue(value, out var name) || Broadcasts.TryGetValue(value, out name))
        {
            return name;
        }
        // Floats are what such elements are already.
        if (value is { Kind: ValueKind.Cast, DType: DType.F32 } && VectorForm.IsExactInFloats(value.Operands[0].DType))
        {
            return Uses(value) < 2 ? Of(value.Operands[0]) : Named(value.Operands[0]);
        }
        var text = Stored(value) is { } place ? Load(place) : Text(value);
        if (Uses(value) < 2 && value.Kind != ValueKind.Load && value.Name is null && text.Length < LongText)
        {
            return text;
        }
        return Declare(value, text);
    }

    /// <summary>Two vectors of doubles.</summary>
    public (string Lower, string Upper) Doubles(KernelValue value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (doubles.TryGetValue(value, out var pair))
        {
            return pair;
        }
        if (value.DType != DType.F64)
        {
            var name = value.DType == DType.Bool ? ZeroOrOne(value) : Named(value);
            return Declare(value, $"{shape.Lanes}.LowerDoubles({name})", $"{shape.Lanes}.UpperDoubles({name})");
        }
        if (value.Kind == ValueKind.Number || Broadcasts.ContainsKey(value))
        {
            var text = value.Kind == ValueKind.Number ? Broadcast(shape, ElementText.Double(value.Number), DType.F64) : Broadcasts[value];
            return (text, text);
        }
        if (value.Kind == ValueKind.Cast)
        {
            return Doubles(value.Operands[0]);
        }
        var operands = value.Operands.Select(Doubles).ToList();
        return Declare(value, Call(o => o.Lower), Call(o => o.Upper));

        string Call(Func<(string Lower, string Upper), string> half) =>
            $"{shape.Lanes}.{value.Function}({string.Join(", ", operands.Select(half))})";
    }

    /// <summary>
    /// Reads an element now. Those of dtypes that floats do not hold are converted where they are taken, and are not written here.
    /// </summary>
    public void Read(KernelValue load)
    {
        if (load.DType == DType.Bool || VectorForm.IsExactInFloats(load.DType))
        {
            Of(load);
        }
    }

    /// <summary>Writes a value to memory.</summary>
    public void Store(KernelAccess access, KernelValue value)
    {
        var target = address(access);
        if (access.DType == DType.Bool)
        {
            code.Line(count is null ? $"{shape.Lanes}.StoreMask({target}, {Of(value)});"
                : $"LaneSpill.StoreMask<{shape.Arguments}>({target}, {Of(value)}, {count});");
            return;
        }
        // The store itself rounds.
        var isRounded = value.Kind == ValueKind.Cast && !known.ContainsKey(value) && Uses(value) < 2 && !value.IsRow
            && Stored(value) is null
            && access.DType != DType.F32 && VectorForm.IsExactInFloats(value.DType) && value.Operands[0] is { DType: DType.F32 };
        var text = Of(isRounded ? value.Operands[0] : value);
        code.Line((HasVectorMemory(access.DType), count) switch
        {
            (true, null) => $"{shape.Lanes}.Store({target}, {text});",
            (true, _) when access.DType != DType.F16 =>
                $"Elements.Store<{shape.Arguments}, {access.DType.ElementName()}>({target}, {text}, {count});",
            _ =>
                $"LaneSpill.Store<{shape.Arguments}, {access.DType.ElementName()}>({target}, {text}, "
                + $"{count ?? $"{shape.Width}"});",
        });
    }

    /// <summary>Makes lanes that are not there not count in a reduction.</summary>
    public string Masked(string text, string other) =>
        count is null ? text : $"{shape.Lanes}.Select({shape.Lanes}.First({count}), {text}, {shape.Lanes}.Broadcast({other}))";

    /// <summary>As <see cref="Masked"/>, of doubles and 0.</summary>
    public (string Lower, string Upper) MaskedDoubles(KernelValue value)
    {
        var (lower, upper) = Doubles(value);
        return count is null
            ? (lower, upper)
            : ($"{shape.Lanes}.KeepFirst({lower}, {count})", $"{shape.Lanes}.KeepFirst({upper}, {count} - {shape.Width / 2})");
    }

    private string Text(KernelValue value) => value.Kind switch
    {
        ValueKind.Load => Load(value.Access!),
        ValueKind.Cast => Cast(value.Operands[0], value.DType),
        ValueKind.Call => Call(value),
        _ => throw new InvalidOperationException($"A value of kind {value.Kind} is no vector, which {nameof(VectorForm)} knows."),
    };

    private string Load(KernelAccess access)
    {
        var (source, type) = (address(access), access.DType.ElementName());
        if (access.InnerStrides[^1] == 0)
        {
            return Broadcast(shape, $"(*({source}))", access.DType);
        }
        if (access.DType == DType.Bool)
        {
            return count is null ? $"{shape.Lanes}.LoadMask({source})" : $"LaneSpill.LoadMask<{shape.Arguments}>({source}, {count})";
        }
        return (HasVectorMemory(access.DType), count) switch
        {
            (true, null) => $"{shape.Lanes}.Load({source})",
            (true, _) when access.DType != DType.F16 => $"Elements.Load<{shape.Arguments}, {type}>({source}, {count})",
            _ => $"LaneSpill.Load<{shape.Arguments}, {type}>({source}, {count ?? $"{shape.Width}"})",
        };
    }

    private string Cast(KernelValue from, DType to)
    {
        if (from.DType == DType.F64)
        {
            var (lower, upper) = Doubles(from);
            var single = $"{shape.Lanes}.Narrow({lower}, {upper})";
            return Round(single, to);
        }
        if (from.DType == DType.Bool)
        {
            return Select(from, to.Rounded(1), to.Rounded(0));
        }
        if (to == DType.Bool)
        {
            return $"{shape.Lanes}.NotEqual({Of(from)}, {shape.Lanes}.Broadcast(0f))";
        }
        // Memory of any dtype becomes floats one element at a time.
        if (from is { Kind: ValueKind.Load } && to == DType.F32 && !VectorForm.IsExactInFloats(from.DType) && from.DType != DType.F64)
        {
            return Load(from.Access!);
        }
        return Round(Of(from), to);
    }

    private string Select(KernelValue mask, double one, double zero) =>
        $"{shape.Lanes}.Select({Of(mask)}, {Same(one)}, {Same(zero)})";

    private string Same(double number) => $"{shape.Lanes}.Broadcast({ScalarWriter.Unbracketed(ElementText.Single(number))})";

    private string ZeroOrOne(KernelValue mask)
    {
        var name = names.New($"{mask.Name ?? ScalarWriter.NameOf(mask)}_f32");
        code.Line($"{shape.Floats} {name} = {Select(mask, 1, 0)};");
        return name;
    }

    private string Round(string text, DType to) => to switch
    {
        DType.F32 => text,
        DType.BF16 => $"{shape.Lanes}.RoundToBFloat16({text})",
        DType.F16 => $"{shape.Lanes}.RoundToHalf({text})",
        _ => $"LaneSpill.Round<{shape.Arguments}, {to.ElementName()}>({text})",
    };

    private string Call(KernelValue value)
    {
        var x = value.Operands.Select(Of).ToList();
        return value.Function switch
        {
            ScalarFunction.Max => $"{shape.Lanes}.Maximum({x[0]}, {x[1]})",
            ScalarFunction.Min => $"{shape.Lanes}.Minimum({x[0]}, {x[1]})",
            ScalarFunction.Exp or ScalarFunction.Tanh => $"VectorMath.{value.Function}<{shape.Arguments}>({x[0]})",
            ScalarFunction.Log or ScalarFunction.Sin or ScalarFunction.Cos =>
                $"LaneSpill.Map<{shape.Arguments}>({x[0]}, &MathF.{value.Function})",
            ScalarFunction.Power => $"LaneSpill.Map<{shape.Arguments}>({x[0]}, {x[1]}, &MathF.Pow)",
            ScalarFunction.FloorDivide or ScalarFunction.FloorRemainder or ScalarFunction.TruncatedRemainder =>
                $"LaneSpill.Map<{shape.Arguments}>({x[0]}, {x[1]}, &FloatDivision.{ElementText.Division(value.Function)})",
            ScalarFunction.Greater => $"{shape.Lanes}.Less({x[1]}, {x[0]})",
            ScalarFunction.GreaterOrEqual => $"{shape.Lanes}.LessOrEqual({x[1]}, {x[0]})",
            _ => $"{shape.Lanes}.{value.Function}({string.Join(", ", x)})",
        };
    }

    private string Named(KernelValue value)
    {
        var text = Of(value);
        return known.ContainsKey(value) || text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') || Broadcasts.ContainsKey(value) ? text
            : Declare(value, text);
    }

    private string Declare(KernelValue value, string text)
    {
        var name = names.New(value.Name ?? ScalarWriter.NameOf(value));
        code.Line($"{shape.Floats} {name} = {text};");
        known.Add(value, name);
        return name;
    }

    private (string Lower, string Upper) Declare(KernelValue value, string lower, string upper)
    {
        var name = value.Name ?? ScalarWriter.NameOf(value);
        var pair = (names.New($"{name}_lower"), names.New($"{name}_upper"));
        code.Line($"{shape.Doubles} {pair.Item1} = {lower};");
        code.Line($"{shape.Doubles} {pair.Item2} = {upper};");
        doubles.Add(value, pair);
        return pair;
    }

    private static bool HasVectorMemory(DType dtype) => dtype is DType.F32 or DType.BF16 or DType.F16;
}
