using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;

namespace Piecewise.Fuzz;

/// <summary>Whether a program's results depend so much on its inputs that rounding alone explains other results.</summary>
internal static class Conditioning
{
    private const int Tries = 3;

    // What f32 sums lose of their largest term.
    private const double FloatRounding = 1e-6;

    // Products of two of these are beyond f32.
    private const double MostCertain = 1e19;

    /// <summary>Changes the float inputs in their last bits and looks whether the results change visibly.</summary>
    public static bool IsPoor(ExportedProgram program, ProgramMode reference, Dictionary<string, Value> inputs, Outcome expected)
    {
        var written = InputWrites.Of(program.Graph);
        // What calls have left in buffers can't be had again.
        if (program.Graph.Inputs.Any(i => i.Input!.Kind != InputKind.User && written.Contains(i))
            || program.Graph.Output!.Outputs.Any(o => o.Kind == OutputKind.BufferMutation) || !inputs.Values.Any(IsInexact))
        {
            return false;
        }
        for (var seed = 0; seed < Tries; seed++)
        {
            var random = new Random(seed);
            var other = reference.Run(inputs.ToDictionary(
                i => i.Key, i => IsInexact(i.Value) ? Changed(i.Value.Tensor, random) : i.Value, StringComparer.Ordinal));
            if (other.Ending != Ending.Returned
                || expected.Values.Zip(other.Values).Where(p => p.First.Name.StartsWith("output", StringComparison.Ordinal))
                .Any(p => ValueComparison.Difference(p.First.Value, p.Second.Value) is not null))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// Whether a run adds numbers so much larger than its results that the order of a sum decides what is left of them, although changes of
    /// the inputs cancel too, as in sums of differences.
    /// </summary>
    public static bool Cancels(ExportedProgram program, IReadOnlyDictionary<string, Value> inputs, Outcome expected) =>
        Largest(program, inputs) is { } largest
        && expected.Values.Where(v => v.Name.StartsWith("output", StringComparison.Ordinal) && IsFloat(v.Value))
            .Any(v => largest * FloatRounding > Magnitude(v.Value.Tensor));

    /// <summary>Whether a run meets numbers so large that the order of a sum or a product decides what overflows.</summary>
    public static bool Overflows(ExportedProgram program, IReadOnlyDictionary<string, Value> inputs) =>
        Largest(program, inputs) > MostCertain;

    // The largest number that a run meets.
    private static double? Largest(ExportedProgram program, IReadOnlyDictionary<string, Value> inputs)
    {
        var largest = inputs.Values.Where(IsFloat).Select(i => Magnitude(i.Tensor)).DefaultIfEmpty(0).Max();
        try
        {
            new Interpreter
            {
                Observer = (_, value) => largest = IsFloat(value) ? Math.Max(largest, Magnitude(value.Tensor)) : largest,
            }.Run(program.Graph, [.. program.Graph.Inputs.Select(i => InputOf(i))]);
        }
        catch (PiecewiseException)
        {
            return null;
        }
        return largest;

        Value InputOf(Node input) => input.Input!.Kind == InputKind.User ? Copy(inputs[input.Input.Target])
            : Copy(program.State[input.Input.Target]);

        static Value Copy(Value value) => value.IsTensor ? value.Tensor.Clone() : value;
    }

    private static double Magnitude(Tensor tensor)
    {
        var largest = 0.0;
        foreach (var value in Cast.To(tensor, DType.F64).ToArray<double>())
        {
            largest = double.IsFinite(value) ? Math.Max(largest, Math.Abs(value)) : largest;
        }
        return largest;
    }

    private static bool IsFloat(Value value) => value.IsTensor && value.Tensor.DType.IsFloat();

    private static bool IsInexact(Value value) => IsFloat(value) || (value.IsTensor && value.Tensor.DType.IsComplex());

    private static Value Changed(Tensor tensor, Random random)
    {
        var step = tensor.DType switch
        {
            DType.F64 or DType.C128 => 1e-15,
            DType.F32 or DType.C64 => 2e-7,
            DType.F16 => 1e-3,
            DType.BF16 => 8e-3,
            _ => 0.1,
        };
        double Some() => step * ((random.NextDouble() * 2) - 1);
        if (tensor.DType.IsComplex())
        {
            // Turned a little, too: on a branch cut that is all the difference.
            var numbers = Cast.To(tensor, DType.C128).Clone();
            foreach (ref var x in numbers.AsSpan<Complex>())
            {
                x *= new Complex(1 + Some(), Some());
            }
            return Cast.To(numbers, tensor.DType);
        }
        var values = Cast.To(tensor, DType.F64).Clone();
        foreach (ref var x in values.AsSpan<double>())
        {
            x *= 1 + Some();
        }
        return Cast.To(values, tensor.DType);
    }
}
