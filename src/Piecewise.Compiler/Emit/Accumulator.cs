using Piecewise.Compiler.LoopIr;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Emit;

/// <summary>The locals in which a reduction adds up, and how. Floats are summed in double precision.</summary>
internal sealed class Accumulator
{
    private readonly RowReduction reduction;
    private readonly DType dtype;
    private readonly VectorShape? shape;
    private readonly string[] names;

    private Accumulator(KernelValue value, VectorShape? shape, string[] names)
    {
        reduction = value.Reduction;
        dtype = value.DType;
        this.shape = shape;
        this.names = names;
    }

    private bool IsFloatSum => reduction == RowReduction.Sum && dtype.IsFloat();

    /// <summary>One local.</summary>
    public static Accumulator Scalar(KernelValue reduction, ScopedNames scope) =>
        new(reduction, null, [scope.New($"{ScalarWriter.NameOf(reduction)}_so_far")]);

    /// <summary>One vector, or two of doubles.</summary>
    public static Accumulator Vector(KernelValue reduction, VectorShape shape, ScopedNames scope)
    {
        var name = ScalarWriter.NameOf(reduction);
        return new Accumulator(reduction, shape, reduction.Reduction == RowReduction.Sum
            ? [scope.New($"{name}_lower"), scope.New($"{name}_upper")]
            : [scope.New($"{name}_so_far")]);
    }

    public void Declare(CodeWriter code)
    {
        if (shape is null)
        {
            code.Line($"{(IsFloatSum ? "double" : dtype.ElementName())} {names[0]} = {Neutral};");
            return;
        }
        foreach (var name in names)
        {
            code.Line(IsFloatSum ? $"{shape.Doubles} {name} = {shape.Doubles}.Zero;"
                : $"{shape.Floats} {name} = {shape.Lanes}.Broadcast({Neutral});");
        }
    }

    /// <summary>The statement that takes an element in.</summary>
    public string Scalar(string element) => reduction switch
    {
        RowReduction.Sum =>
            dtype.IsFloat() ? $"{names[0]} += {ScalarWriter.Unbracketed(element)};" : $"{names[0]} = unchecked({names[0]} + {element});",
        _ => $"{names[0]} = Math.{reduction}({names[0]}, {ScalarWriter.Unbracketed(element)});",
    };

    /// <summary>Takes a vector in.</summary>
    public void Vector(VectorWriter writer, KernelValue body, CodeWriter code)
    {
        if (!IsFloatSum)
        {
            var function = reduction == RowReduction.Max ? "Maximum" : "Minimum";
            code.Line($"{names[0]} = {shape!.Lanes}.{function}({names[0]}, {writer.Masked(writer.Of(body), Neutral)});");
            return;
        }
        var (lower, upper) = writer.MaskedDoubles(body);
        code.Line($"{names[0]} = {shape!.Lanes}.Add({names[0]}, {lower});");
        code.Line($"{names[1]} = {shape.Lanes}.Add({names[1]}, {upper});");
    }

    /// <summary>The whole row's value.</summary>
    public string Result
    {
        get
        {
            var total = shape is null ? names[0]
                : IsFloatSum ? $"{shape.Lanes}.Sum({names[0]}, {names[1]})"
                : $"{shape.Lanes}.{(reduction == RowReduction.Max ? "Largest" : "Smallest")}({names[0]})";
            return IsFloatSum && dtype == DType.F32 ? $"(float){total}" : total;
        }
    }

    private string Neutral => reduction switch
    {
        RowReduction.Sum => "0",
        RowReduction.Max =>
            dtype switch { DType.F32 => "float.NegativeInfinity", DType.F64 => "double.NegativeInfinity", _ => "long.MinValue" },
        _ => dtype switch { DType.F32 => "float.PositiveInfinity", DType.F64 => "double.PositiveInfinity", _ => "long.MaxValue" },
    };
}
