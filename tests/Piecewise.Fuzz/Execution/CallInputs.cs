using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;

namespace Piecewise.Fuzz;

/// <summary>How a call's inputs are chosen.</summary>
internal enum CallKind
{
    /// <summary>Sizes that fit, as exported where the file says what those were; small numbers.</summary>
    Fitting,

    /// <summary>Sizes that fit, others than the exported.</summary>
    OtherSizes,

    /// <summary>Some dims differ from what the symbols say.</summary>
    Mismatched,

    /// <summary>Integers far out of any range, floats that are none.</summary>
    Extreme,
}

/// <summary>Makes the inputs of calls.</summary>
/// <param name="program">The program.</param>
/// <param name="hints">Sizes that symbols had when it was exported.</param>
internal sealed class CallInputs(ExportedProgram program, IReadOnlyDictionary<string, long> hints)
{
    private const long MostElements = 1 << 18;
    private static readonly long[] Sizes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 17, 33];
    private static readonly long[] ExtremeInts =
        [-1, -2, 3, 7, 100, -100, 1 << 20, int.MaxValue, int.MinValue, 1L << 40, long.MaxValue, long.MinValue, 0, 1];
    // Powers of these are still numbers in every precision that a mode computes with.
    private static readonly double[] ExtremeFloats =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e9, -1e9, 1e-30, 0, -0.0, 65504, 1];

    /// <summary>The calls that are made of a program.</summary>
    public static IEnumerable<CallCase> Calls(ExportedProgram program, IReadOnlyDictionary<string, long> hints, Random random)
    {
        var maker = new CallInputs(program, hints);
        // A loop that counts from the least integer to 5 is no hang.
        var hasLoops = program.Graph.Nodes.Any(n => n.Operator?.Schema.BaseName == "while_loop");
        // Extreme numbers meet a bound only now and then: more often where it costs nothing.
        foreach (var kind in (CallKind[])[CallKind.Fitting, CallKind.OtherSizes, CallKind.Mismatched, CallKind.Extreme, CallKind.Extreme,
            CallKind.Mismatched])
        {
            var seed = random.Next();
            if (!(hasLoops && kind == CallKind.Extreme) && (kind == CallKind.Fitting || random.Next(3) > 0)
                && maker.Make(kind, seed) is { } inputs)
            {
                yield return new CallCase($"{kind} call", inputs) { IsGivenBack = kind == CallKind.Fitting && random.Next(3) == 0 };
            }
        }
    }

    /// <summary>The inputs by name; null where the types allow none of a bearable size.</summary>
    public Dictionary<string, Value>? Make(CallKind kind, int seed)
    {
        var random = new Random(seed);
        var sizes = SymbolValues(kind, random);
        var result = new Dictionary<string, Value>(StringComparer.Ordinal);
        var small = random.Next(4) switch { 0 => 8, 1 => 3, _ => 2 };
        foreach (var input in program.Graph.Inputs.Where(i => i.Input!.Kind == InputKind.User))
        {
            switch (input.Type)
            {
                case TensorType type:
                    if (Shape(type, sizes, kind, random) is not { } shape)
                    {
                        return null;
                    }
                    var tensor = Laid(type, sizes, shape, random);
                    Fill(tensor, kind, small, random);
                    result[input.Input!.Target] = tensor;
                    break;
                case SymIntType { Value: var value }:
                    result[input.Input!.Target] = Evaluate(value, sizes) is { } number && kind != CallKind.Mismatched ? number
                        : Sizes[random.Next(Sizes.Length)];
                    break;
                case SymFloatType:
                    result[input.Input!.Target] = kind == CallKind.Extreme ? ExtremeFloats[random.Next(ExtremeFloats.Length)]
                        : random.NextDouble();
                    break;
                case SymBoolType:
                    result[input.Input!.Target] = random.Next(2) == 0;
                    break;
                default:
                    return null;
            }
        }
        return result;
    }

    private Dictionary<string, long> SymbolValues(CallKind kind, Random random)
    {
        var result = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (symbol, range) in program.Graph.Shapes.Symbols)
        {
            var value = kind == CallKind.Fitting && hints.TryGetValue(symbol, out var hint) ? hint
                : kind == CallKind.Mismatched && hints.TryGetValue(symbol, out hint) && random.Next(3) > 0 ? hint
                : Sizes[random.Next(random.Next(2) == 0 ? 6 : Sizes.Length)];
            if (kind != CallKind.Mismatched || random.Next(4) > 0)
            {
                value = Math.Max(value, range.Min ?? 0);
                value = Math.Min(value, range.Max ?? long.MaxValue);
            }
            result[symbol] = value;
        }
        return result;
    }

    private static long[]? Shape(TensorType type, Dictionary<string, long> sizes, CallKind kind, Random random)
    {
        var shape = new long[type.Rank];
        var count = 1.0;
        for (var i = 0; i < shape.Length; i++)
        {
            if (Evaluate(type.Shape[i], sizes) is not { } size)
            {
                return null;
            }
            if (size > MostElements)
            {
                return null;
            }
            shape[i] = Math.Max(size, 0);
            if (kind == CallKind.Mismatched && random.Next(3) == 0 && !type.Shape[i].IsConstant)
            {
                shape[i] = Sizes[random.Next(Sizes.Length)];
            }
            count *= shape[i];
        }
        return count <= MostElements ? shape : null;
    }

    private static long? Evaluate(SymInt size, Dictionary<string, long> sizes)
    {
        try
        {
            return size.Evaluate(sizes);
        }
        catch (Exception e) when (e is ArithmeticException or ArgumentException or KeyNotFoundException)
        {
            return null;
        }
    }

    // In the layout of the type, in row-major order, or in some other.
    private static Tensor Laid(TensorType type, Dictionary<string, long> sizes, long[] shape, Random random)
    {
        var layout = random.Next(8);
        if (layout < 2 && shape.Length > 1)
        {
            return Permuted(type.DType, shape, random);
        }
        if (layout == 2 && shape.Length > 0)
        {
            // Every other element of the last dim, after an offset at which elements of every other dtype can begin.
            const int offset = 16;
            long[] wide = [.. shape];
            wide[^1] = (wide[^1] * 2) + offset;
            if (wide.Aggregate(1.0, (a, b) => a * b) > 2 * MostElements)
            {
                return Tensor.Zeros(type.DType, shape);
            }
            var whole = Tensor.Zeros(type.DType, wide);
            long[] strides = [.. whole.Strides];
            strides[^1] = 2;
            return new Tensor(whole.Storage, type.DType, shape, strides, shape.Contains(0) ? 0 : offset);
        }
        if (layout < 6 && type.Strides.Select(s => Evaluate(s, sizes)).ToArray() is var own && own.All(s => s is > 0 and < 1 << 20))
        {
            try
            {
                var strides = own.Select(s => s!.Value).ToArray();
                var extent = shape.Contains(0) ? 0 : 1 + shape.Zip(strides, (n, s) => (n - 1) * s).Sum();
                if (extent <= MostElements)
                {
                    return Tensor.ZerosStrided(type.DType, shape, strides);
                }
            }
            catch (ArithmeticException)
            {
            }
        }
        return Tensor.Zeros(type.DType, shape);
    }

    private static Tensor Permuted(DType dtype, long[] shape, Random random)
    {
        int[] order = [.. Enumerable.Range(0, shape.Length)];
        random.Shuffle(order);
        var strides = new long[shape.Length];
        long next = 1;
        foreach (var dim in order)
        {
            strides[dim] = next;
            next *= Math.Max(shape[dim], 1);
        }
        return Tensor.ZerosStrided(dtype, shape, strides);
    }

    private static void Fill(Tensor tensor, CallKind kind, int small, Random random)
    {
        var isExtreme = kind == CallKind.Extreme && random.Next(3) > 0;
        var values = Tensor.Zeros(tensor.DType.IsFloat() || tensor.DType.IsComplex() ? DType.F64 : DType.I64, tensor.Shape);
        if (values.DType == DType.F64)
        {
            foreach (ref var x in values.AsSpan<double>())
            {
                x = isExtreme && random.Next(4) == 0 ? ExtremeFloats[random.Next(ExtremeFloats.Length)]
                    : Math.Round((random.NextDouble() * 4) - 2, 3);
            }
        }
        else
        {
            var isBool = tensor.DType == DType.Bool;
            foreach (ref var x in values.AsSpan<long>())
            {
                x = isBool ? random.Next(2)
                    : isExtreme && random.Next(2) == 0 ? ExtremeInts[random.Next(ExtremeInts.Length)] : random.Next(small);
            }
        }
        tensor.CopyFrom(Cast.To(values, tensor.DType));
    }
}
