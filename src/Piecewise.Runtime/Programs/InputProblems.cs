using System.Globalization;

namespace Piecewise.Runtime;

/// <summary>
/// What is wrong with the inputs of a call, in words: all of it at once. <see cref="CallBinding"/> only asks whether something is, and
/// comes here where it is.
/// </summary>
internal sealed class InputProblems
{
    private readonly ProgramManifest manifest;
    private readonly CallValue[] inputs;
    private readonly bool[] fits;
    // By symbol and by row of the guards: null where an input that would give it is missing or wrong.
    private readonly long?[] symbols;
    private readonly long?[] rows;
    // By row: whether all symbols in it are known.
    private readonly bool[] isDetermined;
    private readonly HashSet<(int Input, int Dim)> unsolved = [];
    private readonly List<string> problems = [];

    private InputProblems(ProgramManifest manifest, CallValue[] inputs)
    {
        (this.manifest, this.inputs) = (manifest, inputs);
        fits = new bool[inputs.Length];
        symbols = new long?[manifest.Symbols.Length];
        rows = new long?[manifest.Guards.Table.Rows.Length];
        isDetermined = new bool[rows.Length];
    }

    /// <summary>The problems, in the order of the inputs.</summary>
    /// <param name="manifest">The program.</param>
    /// <param name="inputs">A value for each input; none where it is missing.</param>
    public static List<string> Of(ProgramManifest manifest, ReadOnlySpan<CallValue> inputs)
    {
        var check = new InputProblems(manifest, inputs.ToArray());
        check.Forms();
        check.Symbols();
        check.Sizes();
        check.Ranges();
        check.Conditions();
        return check.problems;
    }

    private void Forms()
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            var (input, value) = (manifest.Inputs[i], inputs[i]);
            fits[i] = input.Takes(value);
            if (!fits[i])
            {
                var wanted = input.Form switch
                {
                    InputForm.Tensor => value.Tensor is null ? $"a tensor {input.Text}" : input.Text,
                    InputForm.Int => "an int",
                    _ => "a number",
                };
                problems.Add(value.Kind == CallValue.Kinds.None
                    ? $"The input '{input.Name}' is missing. It is {input.Text}."
                    : $"The input '{input.Name}' must be {wanted}, not {value}.");
            }
            else if (input.IsWritten && value.Tensor is { Storage.IsReadOnly: true })
            {
                problems.Add($"The program writes its input '{input.Name}', which lies in read-only memory; pass a copy.");
            }
        }
    }

    private void Symbols()
    {
        Evaluate();
        foreach (var binding in manifest.Bindings)
        {
            if (fits[binding.Input] && rows[binding.Zero] is { } zero && rows[binding.Step] is { } step)
            {
                // Any number would do where the size does not grow with the symbol, as in s0 * s1 where s0 is 0.
                var (value, rest) = step == 0 ? (0, 0) : Int128.DivRem((Int128)ActualSize(binding.Input, binding.Dim) - zero, step);
                if (rest == 0 && value >= long.MinValue && value <= long.MaxValue)
                {
                    symbols[binding.Symbol] = (long)value;
                    Evaluate();
                }
                else
                {
                    unsolved.Add((binding.Input, binding.Dim));
                }
            }
        }
    }

    private void Sizes()
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            var input = manifest.Inputs[i];
            for (var d = 0; d < input.Shape.Length && fits[i]; d++)
            {
                var dim = input.Form == InputForm.Int ? -1 : d;
                var (actual, row) = (ActualSize(i, dim), input.Shape[d]);
                var place = dim < 0
                    ? $"The input '{input.Name}'"
                    : string.Create(CultureInfo.InvariantCulture, $"Dim {d} of the input '{input.Name}'");
                if (unsolved.Contains((i, dim)))
                {
                    problems.Add($"{place} is {actual}, which is not of the form {input.Sizes[d]}.");
                }
                else if (rows[row] is { } expected && expected != actual)
                {
                    problems.Add(manifest.Guards.Table.Rows[row].Rule == SizeRule.Constant
                        ? $"{place} must be {expected}, not {actual}."
                        : $"{place} is {actual}, but {input.Sizes[d]} is {expected} by the other sizes.");
                }
                else if (rows[row] is null && isDetermined[row])
                {
                    problems.Add($"{place} is {actual}, but {input.Sizes[d]} has no value by the other sizes.");
                }
            }
        }
    }

    private void Ranges()
    {
        for (var i = 0; i < symbols.Length; i++)
        {
            var range = manifest.Guards.Ranges[i];
            if (symbols[i] is { } size && (size < range.Min || size > range.Max))
            {
                var (min, max) = (Bound(range.Min, long.MinValue), Bound(range.Max, long.MaxValue));
                problems.Add(SizeMessage.OutOfRange(Place(i), manifest.Symbols[i], size, min, max));
            }
        }
    }

    private void Conditions()
    {
        long[] values = [.. symbols.Select(s => s ?? 0)];
        foreach (var condition in manifest.Guards.Conditions)
        {
            // Divided by zero, or beyond 64 bits: not true of these sizes.
            if (isDetermined[condition.Row] && rows[condition.Row] is null or 0)
            {
                problems.Add(condition.Problem(manifest.Symbols, values));
            }
        }
    }

    // Operands stand before what is made of them.
    private void Evaluate()
    {
        var table = manifest.Guards.Table.Rows;
        for (var i = 0; i < table.Length; i++)
        {
            var row = table[i];
            (rows[i], isDetermined[i]) = row.Rule switch
            {
                SizeRule.Constant => (row.Left, true),
                SizeRule.Symbol => (symbols[(int)row.Left], symbols[(int)row.Left] is not null),
                _ => (Apply(row), isDetermined[(int)row.Left] && isDetermined[row.Right]),
            };
        }
    }

    private long? Apply(SizeRow row)
    {
        try
        {
            return rows[(int)row.Left] is { } left && rows[row.Right] is { } right ? SizeTable.Apply(row.Rule, left, right) : null;
        }
        catch (ArithmeticException)
        {
            return null;
        }
    }

    private long ActualSize(int input, int dim) => dim < 0 ? inputs[input].Int : inputs[input].Tensor!.Shape[dim];

    private static long? Bound(long value, long none) => value == none ? null : value;

    // "Dim 0 of the input 'input_ids'" says more than "s72".
    private string Place(int symbol)
    {
        var name = manifest.Symbols[symbol];
        return manifest.Bindings.FirstOrDefault(b => b.Symbol == symbol && rows[b.Zero] == 0 && rows[b.Step] == 1) is not { } binding ? name
            : binding.Dim < 0 ? $"The input '{manifest.Inputs[binding.Input].Name}' ({name})"
            : SizeMessage.Dim(binding.Dim, manifest.Inputs[binding.Input].Name, name);
    }
}
