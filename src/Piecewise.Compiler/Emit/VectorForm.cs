using System.Runtime.CompilerServices;
using Piecewise.Compiler.LoopIr;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Emit;

/// <summary>
/// Whether a pass over a row can be written in vectors of floats, decided before a line of it is: what <see cref="VectorWriter"/> has
/// a form for.
/// </summary>
internal sealed class VectorForm
{
    private readonly HashSet<KernelValue> given;
    private readonly Func<KernelValue, KernelAccess?> stored;
    private readonly HashSet<KernelValue> floats = [];
    private readonly HashSet<KernelValue> doubles = [];

    private VectorForm(IEnumerable<KernelValue> given, Func<KernelValue, KernelAccess?> stored)
    {
        this.given = [.. given];
        this.stored = stored;
    }

    /// <summary>Why a pass has no vectors; null where it has.</summary>
    /// <param name="nest">The loops.</param>
    /// <param name="pass">Which pass over the row.</param>
    /// <param name="given">The values of the row that it takes.</param>
    /// <param name="loads">What it reads before it writes.</param>
    /// <param name="shape">The vectors.</param>
    public static string? Objection(
        LoopNest nest, int pass, IReadOnlyCollection<KernelValue> given, IEnumerable<KernelValue> loads, VectorShape shape)
    {
        if (nest.Space.Inner[^1].TryGetConstant(out var constant) && constant < shape.Width)
        {
            return $"rows of {constant}";
        }
        var form = new VectorForm(given, v => nest.Stored(v, pass));
        var reductions = nest.ReductionsOf(pass).ToList();
        return First(reductions, ToReduction)
            ?? First(given.Where(v => v.Kind != ValueKind.Number), v => ToBroadcast(v.DType))
            ?? First(loads.Where(l => l.DType == DType.Bool || IsExactInFloats(l.DType)), form.ToFloats)
            ?? First(reductions, r => IsFloatSum(r) ? form.ToDoubles(r.Operands[0]) : form.ToFloats(r.Operands[0]))
            ?? First(nest.StoresOf(pass), form.ToStore);
    }

    /// <summary>Whether every value of a dtype is one of a float.</summary>
    public static bool IsExactInFloats(DType dtype) => dtype.IsFloat() ? dtype.Size() <= DType.F32.Size()
        : dtype is DType.I8 or DType.U8 or DType.I16 or DType.U16;

    // Such sums are made in double precision.
    private static bool IsFloatSum(KernelValue reduction) => reduction.Reduction == RowReduction.Sum && reduction.DType.IsFloat();

    private static string? First<T>(IEnumerable<T> items, Func<T, string?> objection) =>
        items.Select(objection).FirstOrDefault(o => o is not null);

    private static string? ToReduction(KernelValue reduction) =>
        reduction.DType == DType.F32 || (reduction.DType == DType.F64 && reduction.Reduction == RowReduction.Sum)
            ? null
            : $"{reduction.DType.TextName()} is reduced";

    private static string? ToBroadcast(DType dtype) =>
        dtype is DType.F64 or DType.Bool || IsExactInFloats(dtype) ? null : IsComputed(dtype);

    private static string IsComputed(DType dtype) => $"{dtype.TextName()} is computed";

    private string? ToStore(KernelStore store) => store.Access.InnerStrides[^1] is var stride && stride != 1
        ? $"%{store.Access.Name} is written with a stride of {stride}"
        : ToFloats(store.Value);

    // As a vector of floats, or a mask.
    private string? ToFloats(KernelValue value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (value.DType != DType.Bool && !IsExactInFloats(value.DType))
        {
            return IsComputed(value.DType);
        }
        if (value.Kind == ValueKind.Number || given.Contains(value) || floats.Contains(value))
        {
            return null;
        }
        // Floats are what such elements are already.
        if (value is { Kind: ValueKind.Cast, DType: DType.F32 } && IsExactInFloats(value.Operands[0].DType))
        {
            return ToFloats(value.Operands[0]);
        }
        var objection = stored(value) is { } place ? ToLoad(place) : value.Kind switch
        {
            ValueKind.Load => ToLoad(value.Access!),
            ValueKind.Cast => ToCast(value.Operands[0], value.DType),
            ValueKind.Call => ToCall(value),
            _ => $"{value.Name ?? "a size"} is no vector",
        };
        if (objection is null)
        {
            floats.Add(value);
        }
        return objection;
    }

    // As two vectors of doubles.
    private string? ToDoubles(KernelValue value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (value.DType != DType.F64)
        {
            return ToFloats(value);
        }
        if (value.Kind == ValueKind.Number || given.Contains(value) || doubles.Contains(value))
        {
            return null;
        }
        if (value.Kind != ValueKind.Cast && (value.Kind != ValueKind.Call || value.Function > ScalarFunction.Divide))
        {
            return IsComputed(DType.F64);
        }
        var objection = First(value.Operands, ToDoubles);
        if (objection is null)
        {
            doubles.Add(value);
        }
        return objection;
    }

    private static string? ToLoad(KernelAccess access) => access.InnerStrides[^1] is var stride && stride == 0 ? ToBroadcast(access.DType)
        : stride != 1 ? $"%{access.Name} is read with a stride of {stride}"
        : null;

    private string? ToCast(KernelValue from, DType to)
    {
        if (from.DType == DType.F64)
        {
            return ToDoubles(from) ?? (to.IsFloat() ? ToRounding(to) : $"f64 becomes {to.TextName()}");
        }
        // Memory of any dtype becomes floats one element at a time.
        return from is { Kind: ValueKind.Load } && to == DType.F32 && from.DType != DType.Bool && !IsExactInFloats(from.DType)
            ? ToLoad(from.Access!)
            : ToFloats(from) ?? (to == DType.Bool ? null : ToRounding(to));
    }

    private static string? ToRounding(DType to) => IsExactInFloats(to) ? null : IsComputed(to);

    private string? ToCall(KernelValue call) => call.Operands.Any(o => o.DType == DType.F64) ? "f64 is compared or chosen"
        : First(call.Operands, ToFloats)
            // Equality of masks is not that of floats: all bits are a NaN.
            ?? (call.Function is ScalarFunction.Equal or ScalarFunction.NotEqual && call.Operands[0].DType == DType.Bool
                ? "bools are compared" : null);
}
