using System.Globalization;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>The inputs of a call, checked: where they lie, and what symbols their sizes give.</summary>
internal sealed unsafe class CallBinding(ProgramManifest manifest)
{
    private readonly long[] values = new long[manifest.Guards.Table.Rows.Length];
    private readonly CallValue[] inputs = new CallValue[manifest.Inputs.Length];
    // Where an input has not the strides that the code was made for: a copy that has them.
    private readonly Tensor?[] copies = new Tensor?[manifest.Inputs.Length];
    private readonly bool[] isBound = BoundSymbols(manifest);

    public long[] Symbols { get; } = new long[manifest.Symbols.Length];

    /// <summary>What was passed.</summary>
    public ReadOnlySpan<CallValue> Inputs => inputs;

    /// <summary>First element of an input.</summary>
    public byte* PointerOf(int input) => (copies[input] ?? inputs[input].Tensor!).Pointer;

    /// <summary>Checks the inputs of a call.</summary>
    /// <exception cref="InputException">They do not fit; all problems are named.</exception>
    public void Bind(ReadOnlySpan<CallValue> given)
    {
        if (given.Length != inputs.Length)
        {
            throw new InputException($"The program '{manifest.Name}' takes {inputs.Length} inputs, not {given.Length}: {string.Join(", ", manifest.Inputs.Select(i => i.Name))}.");
        }
        given.CopyTo(inputs);
        Array.Clear(copies);
        CheckForms();
        try
        {
            BindSymbols();
        }
        catch (ArithmeticException e)
        {
            throw new InputException($"A size that follows from those of the inputs can't be computed: {e.Message}");
        }
        if (!SizesFit())
        {
            throw new InputException(Problems());
        }
        for (var i = 0; i < inputs.Length; i++)
        {
            FitStrides(i);
        }
    }

    private void BindSymbols()
    {
        var table = manifest.Guards.Table;
        table.Evaluate(0, Symbols, values);
        for (var i = 0; i < manifest.Bindings.Length; i++)
        {
            var binding = manifest.Bindings[i];
            var rest = checked(ActualSize(binding.Input, binding.Dim) - values[binding.Zero]);
            Symbols[binding.Symbol] = values[binding.Step] == 0 ? 0 : rest / values[binding.Step];
            table.Evaluate(i + 1, Symbols, values);
        }
    }

    /// <summary>Writes copies of inputs that the call has changed back to where they came from.</summary>
    public void WriteBack()
    {
        for (var i = 0; i < copies.Length; i++)
        {
            if (copies[i] is { } copy && manifest.Inputs[i].IsWritten)
            {
                inputs[i].Tensor!.CopyFrom(copy);
            }
        }
    }

    private void CheckForms()
    {
        List<string>? problems = null;
        for (var i = 0; i < inputs.Length; i++)
        {
            var (input, value) = (manifest.Inputs[i], inputs[i]);
            var fits = input.Form switch
            {
                InputForm.Tensor => value.Tensor is { } tensor && tensor.DType == input.DType && tensor.Rank == input.Shape.Length,
                InputForm.Int => value.Kind is CallValue.Kinds.Int or CallValue.Kinds.Bool,
                _ => value.Kind is CallValue.Kinds.Int or CallValue.Kinds.Bool or CallValue.Kinds.Float,
            };
            if (!fits)
            {
                (problems ??= []).Add($"The input '{input.Name}' must be {input.Text}, not {value}.");
            }
            else if (input.IsWritten && value.Tensor is { Storage.IsReadOnly: true })
            {
                (problems ??= []).Add($"The program writes its input '{input.Name}', which lies in read-only memory; pass a copy.");
            }
        }
        if (problems is not null)
        {
            throw new InputException(problems);
        }
    }

    private long ActualSize(int input, int dim) => dim < 0 ? inputs[input].Int : inputs[input].Tensor!.Shape[dim];

    private bool SizesFit()
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            var input = manifest.Inputs[i];
            for (var d = 0; d < input.Shape.Length && input.Form != InputForm.Number; d++)
            {
                if (ActualSize(i, input.Form == InputForm.Int ? -1 : d) != values[input.Shape[d]])
                {
                    return false;
                }
            }
        }
        for (var i = 0; i < Symbols.Length; i++)
        {
            var range = manifest.Guards.Ranges[i];
            if (isBound[i] && (Symbols[i] < range.Min || Symbols[i] > range.Max))
            {
                return false;
            }
        }
        foreach (var condition in manifest.Guards.Conditions)
        {
            if (values[condition] == 0)
            {
                return false;
            }
        }
        return true;
    }

    private static bool[] BoundSymbols(ProgramManifest manifest)
    {
        var bound = new bool[manifest.Symbols.Length];
        foreach (var binding in manifest.Bindings)
        {
            bound[binding.Symbol] = true;
        }
        return bound;
    }

    // The slow side of SizesFit: what is wrong, in words.
    private List<string> Problems()
    {
        var problems = new List<string>();
        for (var i = 0; i < inputs.Length; i++)
        {
            var input = manifest.Inputs[i];
            for (var d = 0; d < input.Shape.Length && input.Form != InputForm.Number; d++)
            {
                var place = input.Form == InputForm.Int ? $"The input '{input.Name}'" : string.Create(CultureInfo.InvariantCulture, $"Dim {d} of the input '{input.Name}'");
                var (actual, expected) = (ActualSize(i, input.Form == InputForm.Int ? -1 : d), values[input.Shape[d]]);
                if (actual != expected)
                {
                    problems.Add($"{place} must be {expected}, not {actual}: the input is {input.Text}.");
                }
            }
        }
        for (var i = 0; i < Symbols.Length; i++)
        {
            var range = manifest.Guards.Ranges[i];
            if (isBound[i] && (Symbols[i] < range.Min || Symbols[i] > range.Max))
            {
                problems.Add($"{manifest.Symbols[i]} is {Symbols[i]}; the program was exported for {new SizeRange(Math.Max(range.Min, 0), range.Max)}. [R7]");
            }
        }
        for (var i = 0; i < manifest.Guards.Conditions.Length; i++)
        {
            if (values[manifest.Guards.Conditions[i]] == 0)
            {
                problems.Add($"The program's guard {manifest.Guards.Texts[i]} does not hold for {string.Join(", ", manifest.Symbols.Zip(Symbols, (s, v) => $"{s} = {v}"))}.");
            }
        }
        return problems;
    }

    private void FitStrides(int index)
    {
        var input = manifest.Inputs[index];
        if (inputs[index].Tensor is not { ElementCount: > 0 } tensor)
        {
            return;
        }
        var strides = tensor.Strides;
        for (var d = 0; d < strides.Length; d++)
        {
            if (tensor.Shape[d] == 1 || strides[d] == values[input.Strides[d]])
            {
                continue;
            }
            // Repeated elements, from an expanded example: the code reads one for all, and there is no layout for elements that differ.
            if (values[input.Strides[d]] <= 0)
            {
                continue;
            }
            var wanted = new long[strides.Length];
            for (var k = 0; k < wanted.Length; k++)
            {
                wanted[k] = values[input.Strides[k]];
            }
            copies[index] = Tensor.ZerosStrided(tensor.DType, tensor.Shape, wanted);
            copies[index]!.CopyFrom(tensor);
            return;
        }
    }
}
