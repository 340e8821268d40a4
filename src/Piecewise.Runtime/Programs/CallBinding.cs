using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>The inputs of a call, checked: where they lie, and what symbols their sizes give.</summary>
internal sealed unsafe partial class CallBinding(ProgramManifest manifest)
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
    public byte* PointerOf(int input) => TensorOf(input).Pointer;

    /// <summary>What is read and written as an input: what was passed, or a copy of it.</summary>
    public Tensor TensorOf(int input) => copies[input] ?? inputs[input].Tensor!;

    /// <summary>Checks the inputs of a call.</summary>
    /// <exception cref="InputException">They do not fit; all problems are named.</exception>
    public void Bind(ReadOnlySpan<CallValue> given)
    {
        if (given.Length != inputs.Length)
        {
            throw new InputException(
                $"The program '{manifest.Name}' takes {inputs.Length} inputs, "
                + $"not {given.Length}: {string.Join(", ", manifest.Inputs.Select(i => i.Name))}.");
        }
        given.CopyTo(inputs);
        Array.Clear(copies);
        if (!FormsFit())
        {
            throw Refusal();
        }
        BindSymbols();
        if (!SizesFit())
        {
            throw Refusal();
        }
        if (written.Length > 0)
        {
            CheckWritten();
        }
        for (var i = 0; i < inputs.Length; i++)
        {
            FitStrides(i);
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

    private void BindSymbols()
    {
        var table = manifest.Guards.Table;
        try
        {
            table.Evaluate(0, Symbols, values);
            for (var i = 0; i < manifest.Bindings.Length; i++)
            {
                var binding = manifest.Bindings[i];
                var rest = checked(ActualSize(binding.Input, binding.Dim) - values[binding.Zero]);
                Symbols[binding.Symbol] = values[binding.Step] == 0 ? 0 : rest / values[binding.Step];
                table.Evaluate(i + 1, Symbols, values);
            }
        }
        catch (ArithmeticException e)
        {
            var sizes = manifest.Bindings
                .Select(b => b.Dim < 0 ? $"the input '{manifest.Inputs[b.Input].Name}' is {ActualSize(b.Input, b.Dim)}"
                : $"dim {b.Dim} of the input '{manifest.Inputs[b.Input].Name}' is {ActualSize(b.Input, b.Dim)}");
            throw new InputException(
                $"No call of the program '{manifest.Name}' can be of these sizes ({e.Message.TrimEnd('.')}): {string.Join(", ", sizes)}.");
        }
    }

    private InputException Refusal() => new(InputProblems.Of(manifest, inputs));

    private bool FormsFit()
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!manifest.Inputs[i].Takes(in inputs[i])
                || (manifest.Inputs[i].IsWritten && inputs[i].Tensor is { Storage.IsReadOnly: true }))
            {
                return false;
            }
        }
        return true;
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
            if (values[condition.Row] == 0)
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
            var wanted = new long[strides.Length];
            for (var k = 0; k < wanted.Length; k++)
            {
                wanted[k] = values[input.Strides[k]];
            }
            try
            {
                copies[index] = CopyOf(tensor, wanted);
            }
            catch (ArithmeticException e)
            {
                throw new InputException(
                    $"The program wants the input '{input.Name}' as {input.Text}, which no memory can hold: {e.Message}", e);
            }
            return;
        }
    }

    private static Tensor CopyOf(Tensor tensor, ReadOnlySpan<long> strides)
    {
        var copy = Tensor.ZerosStrided(tensor.DType, tensor.Shape, strides);
        copy.CopyFrom(tensor);
        return copy;
    }
}
