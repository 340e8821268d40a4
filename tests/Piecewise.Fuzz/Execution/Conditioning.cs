using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;

namespace Piecewise.Fuzz;

/// <summary>Whether a program's results depend so much on its inputs that rounding alone explains other results.</summary>
internal static class Conditioning
{
    private const int Tries = 3;

    /// <summary>Changes the float inputs in their last bits and looks whether the results change visibly.</summary>
    public static bool IsPoor(ExportedProgram program, ProgramMode reference, Dictionary<string, Value> inputs, Outcome expected)
    {
        var written = InputWrites.Of(program.Graph);
        // What calls have left in buffers can't be had again.
        if (program.Graph.Inputs.Any(i => i.Input!.Kind != InputKind.User && written.Contains(i))
            || program.Graph.Output!.Outputs.Any(o => o.Kind == OutputKind.BufferMutation) || !inputs.Values.Any(IsFloat))
        {
            return false;
        }
        for (var seed = 0; seed < Tries; seed++)
        {
            var random = new Random(seed);
            var other = reference.Run(
                inputs.ToDictionary(i => i.Key, i => IsFloat(i.Value) ? Changed(i.Value.Tensor, random) : i.Value, StringComparer.Ordinal));
            if (other.Ending != Ending.Returned
                || expected.Values.Zip(other.Values).Where(p => p.First.Name.StartsWith("output", StringComparison.Ordinal))
                .Any(p => ValueComparison.Difference(p.First.Value, p.Second.Value) is not null))
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsFloat(Value value) => value.IsTensor && value.Tensor.DType.IsFloat();

    private static Value Changed(Tensor tensor, Random random)
    {
        var step = tensor.DType switch { DType.F64 => 1e-15, DType.F32 => 2e-7, DType.F16 => 1e-3, DType.BF16 => 8e-3, _ => 0.1 };
        var values = Cast.To(tensor, DType.F64).Clone();
        foreach (ref var x in values.AsSpan<double>())
        {
            x *= 1 + (step * ((random.NextDouble() * 2) - 1));
        }
        return Cast.To(values, tensor.DType);
    }
}
