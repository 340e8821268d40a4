using System.Numerics;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>The inputs of a call by name.</summary>
internal static class NamedInputs
{
    /// <summary>A value for each input, in the program's order; a tensor of one element becomes the number that an input wants.</summary>
    /// <param name="manifest">The program.</param>
    /// <param name="inputs">By name. Arguments that were fixed at export may be repeated.</param>
    /// <exception cref="InputException">
    /// Names are missing or unknown, or a fixed argument has another value; other problems are named with it.
    /// </exception>
    public static CallValue[] InOrder(ProgramManifest manifest, IReadOnlyDictionary<string, CallValue> inputs)
    {
        CallValue[] values = [.. manifest.Inputs.Select(i => Fitting(i, inputs.GetValueOrDefault(i.Name)))];
        var others = inputs.Where(i => manifest.Inputs.All(known => known.Name != i.Key));
        string[] wrong = [.. others.Select(i => Problem(manifest, i.Key, i.Value)).OfType<string>()];
        return wrong.Length == 0 ? values : throw new InputException([.. InputProblems.Of(manifest, values), .. wrong]);
    }

    // Of a value for something that is no input.
    private static string? Problem(ProgramManifest manifest, string name, CallValue value)
    {
        if (manifest.FixedInputs.FirstOrDefault(f => f.Name == name) is { } known)
        {
            return known.Value == Number(value, known.Value)
                ? null
                : $"The input '{name}' was fixed to {known.Value} when the program was exported and can't be {value}; leave it out or "
                    + "export again.";
        }
        var names = manifest.Inputs.Select(i => i.Name).ToList();
        foreach (var input in manifest.FixedInputs)
        {
            names.Insert(Math.Clamp(input.Place, 0, names.Count), input.Name);
        }
        return $"There is no input '{name}'; the inputs are {string.Join(", ", names)}.";
    }

    // A tensor of one element as a number of the kind that another value is; anything else as it is.
    private static CallValue Number(CallValue value, CallValue like) => (value.Tensor, like.Kind) switch
    {
        ({ ElementCount: 1 } tensor, CallValue.Kinds.Float) when tensor.DType.IsFloat() =>
            CallValue.FromDouble(Cast.To(tensor, DType.F64).Item<double>()),
        ({ ElementCount: 1, DType: DType.Bool } tensor, CallValue.Kinds.Bool) => CallValue.FromBoolean(tensor.Item<bool>()),
        ({ ElementCount: 1 } tensor, CallValue.Kinds.Int) when tensor.DType.IsIntegral() => Cast.To(tensor, DType.I64).Item<long>(),
        _ => value,
    };

    private static CallValue Fitting(ProgramInput input, CallValue value)
    {
        if (input.Form == InputForm.Tensor || value.Tensor is not { ElementCount: 1 } tensor)
        {
            return value;
        }
        var number = Cast.To(tensor, input.DType);
        // There and back: what changes was cut.
        if (!Cast.To(number, DType.C128).Item<Complex>().Equals(Cast.To(tensor, DType.C128).Item<Complex>()))
        {
            var kind = input.DType switch { DType.Bool => "a bool", DType.I64 => "an int", _ => "a real number" };
            throw new InputException($"The input '{input.Name}' must be {kind}, not {Cast.To(tensor, DType.C128).Item<Complex>()}.");
        }
        return input.DType switch
        {
            DType.F64 => CallValue.FromDouble(number.Item<double>()),
            DType.Bool => CallValue.FromBoolean(number.Item<bool>()),
            _ => number.Item<long>(),
        };
    }
}
