using System.Globalization;
using System.Text;

namespace Piecewise.Compiler.LoopIr;

/// <summary>A nest of loops for people: its loops, its memory, then pass by pass what is computed and where it goes.</summary>
internal static class LoopNestText
{
    public static string Of(LoopNest nest)
    {
        var text = new StringBuilder();
        var numbers = new Dictionary<KernelValue, int>();
        Line(0, $"rows [{string.Join(", ", nest.Space.Outer)}] of [{string.Join(", ", nest.Space.Inner)}]");
        foreach (var access in nest.Accesses)
        {
            var strides = $"[{string.Join(", ", access.OuterStrides)}] of [{string.Join(", ", access.InnerStrides)}]";
            Line(1, $"{(access.Writes ? "write" : "read")} %{access.Name}: {access.Place}; strides {strides}");
        }
        for (var pass = 0; pass < nest.PassCount; pass++)
        {
            Line(1, $"pass {pass}");
            var (stores, reductions) = (nest.StoresOf(pass).ToList(), nest.ReductionsOf(pass).ToList());
            stores.ForEach(s => Line(2, $"%{s.Access.Name} = {Value(s.Value)}"));
            reductions.ForEach(r => Line(2, $"{Value(r)} from {Value(r.Operands[0])}"));
        }
        foreach (var store in nest.Stores.Where(s => s.IsRow))
        {
            Line(1, $"row %{store.Access.Name} = {Value(store.Value)}");
        }
        return text.ToString();

        // Its operands come on lines before it.
        string Value(KernelValue value)
        {
            if (!numbers.TryGetValue(value, out var number))
            {
                var operands = string.Join(", ", value.Kind == ValueKind.Reduction ? [] : value.Operands.Select(Value));
                numbers.Add(value, number = numbers.Count);
                Line(2, $"{Name(number)}: {value.DType} = {What(value, operands)}{(value.IsRow ? " (row)" : "")}");
            }
            return Name(number);
        }

        void Line(int depth, string line) => text.Append(' ', 2 * depth).Append(line).Append('\n');
    }

    private static string Name(int number) => $"v{number.ToString(CultureInfo.InvariantCulture)}";

    private static string What(KernelValue value, string operands) => value.Kind switch
    {
        ValueKind.Load => $"%{value.Access!.Name}",
        ValueKind.Index => value.Name!,
        ValueKind.Number => value.Number.ToString("R", CultureInfo.InvariantCulture),
        ValueKind.Size => value.Size!.ToString()!,
        ValueKind.Cast => $"cast {operands}",
        ValueKind.Call => $"{value.Function} {operands}",
        _ => $"{value.Reduction} of the row",
    };
}
