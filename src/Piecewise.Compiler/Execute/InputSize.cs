using Piecewise.Graphs;

namespace Piecewise.Compiler.Execute;

/// <summary>One size, or one int, of the inputs: what the program says it is, and what it is in this call.</summary>
/// <param name="place">Where, to begin a sentence with.</param>
/// <param name="expected">The program's expression.</param>
/// <param name="actual">The value in this call.</param>
internal sealed class InputSize(string place, SymInt expected, long actual)
{
    /// <summary>True where this size gives the value of a symbol that was not known before.</summary>
    /// <param name="symbols">What is known.</param>
    /// <param name="isLast">Whether no other size gives one: then a symbol that any number would do for is 0, as in s0 * s1 where s0 is 0.</param>
    public bool TrySolve(Dictionary<string, long> symbols, bool isLast)
    {
        if (Linear(symbols) is not var (unknown, zero, step))
        {
            return false;
        }
        if (step == 0)
        {
            return isLast && symbols.TryAdd(unknown, 0);
        }
        if ((actual - zero) % step != 0)
        {
            return false;
        }
        symbols.Add(unknown, (long)((actual - zero) / step));
        return true;
    }

    /// <summary>What is wrong; null where nothing is, or where a symbol is not known.</summary>
    public string? Problem(Dictionary<string, long> symbols)
    {
        if (expected.TryGetConstant(out var literal))
        {
            return literal == actual ? null : $"{place} must be {literal}, not {actual}.";
        }
        if (!expected.Symbols.All(symbols.ContainsKey))
        {
            return Linear(symbols) is not { } form || form.Step == 0 ? null : $"{place} is {actual}, which is not of the form {expected}.";
        }
        return Evaluate(symbols) is { } value
            ? value == actual ? null : $"{place} is {actual}, but {expected} is {value} by the other sizes."
            : $"{place} is {actual}, but {expected} has no value by the other sizes.";
    }

    // The only unknown symbol, the size where it is 0, and how the size grows with it; null where there are several, or where the size
    // is not linear in it: only then is there one solution.
    private (string Unknown, Int128 Zero, Int128 Step)? Linear(Dictionary<string, long> symbols)
    {
        const long far = 1_000_003;
        if (expected.Symbols.Where(s => !symbols.ContainsKey(s)).Take(2).ToArray() is not [var unknown]
            || At(symbols, unknown, 0) is not { } zero || At(symbols, unknown, 1) is not { } one || At(symbols, unknown, 2) is not { } two || At(symbols, unknown, far) is not { } last)
        {
            return null;
        }
        var step = one - zero;
        return two - one == step && last - zero == step * far ? (unknown, zero, step) : null;
    }

    private Int128? At(Dictionary<string, long> symbols, string unknown, long value) =>
        Evaluate(new Dictionary<string, long>(symbols, StringComparer.Ordinal) { [unknown] = value });

    private long? Evaluate(Dictionary<string, long> symbols)
    {
        try
        {
            return expected.Evaluate(symbols);
        }
        catch (ArithmeticException)
        {
            return null;
        }
    }
}
