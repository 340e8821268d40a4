using System.Globalization;
using System.Text.Json;

namespace Piecewise.Llm.Grammars;

/// <summary>What a number may be.</summary>
/// <param name="IsWhole">Whether it has no fraction and no exponent.</param>
/// <param name="Least">A bound; null for none.</param>
/// <param name="Most">A bound; null for none.</param>
/// <param name="MultipleOf">Whole numbers only; null for any.</param>
internal sealed record NumberLimits(
    bool IsWhole = false, NumberBound? Least = null, NumberBound? Most = null, int? MultipleOf = null);

/// <summary>A bound of a number.</summary>
/// <param name="IsNegative">Its sign.</param>
/// <param name="Whole">Digits before the point, without zeros in front; empty for none.</param>
/// <param name="Fraction">Digits after the point, without zeros at the end.</param>
/// <param name="IsStrict">Whether the number itself is outside.</param>
internal sealed record NumberBound(bool IsNegative, string Whole, string Fraction, bool IsStrict)
{
    public bool IsZero => Whole.Length == 0 && Fraction.Length == 0;

    /// <summary>A bound as a schema has it.</summary>
    /// <exception cref="GrammarException">It has more digits than are supported.</exception>
    public static NumberBound Read(JsonElement value, bool isStrict, string path)
    {
        // Decimals are what can be compared digit by digit; 20 digits are as many as numbers are given.
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number) || Math.Abs(number) >= 1e19m)
        {
            throw new GrammarException(path, $"{path} must be a number of less than 20 digits.");
        }
        var digits = Math.Abs(number).ToString(CultureInfo.InvariantCulture).Split('.');
        return new NumberBound(number < 0, digits[0].TrimStart('0'), digits.Length > 1 ? digits[1].TrimEnd('0') : "", isStrict);
    }

    /// <summary>The narrower of two bounds of a side.</summary>
    /// <param name="first">A bound; null for none.</param>
    /// <param name="second">A bound; null for none.</param>
    /// <param name="isLeast">Whether they are bounds from below.</param>
    public static NumberBound? Narrower(NumberBound? first, NumberBound? second, bool isLeast)
    {
        if (first is null || second is null)
        {
            return first ?? second;
        }
        var order = first.Value.CompareTo(second.Value);
        return order == 0 ? first.IsStrict ? first : second : (order > 0) == isLeast ? first : second;
    }

    private decimal Value => decimal.Parse($"{(IsNegative ? "-" : "")}0{Whole}.{Fraction}0", CultureInfo.InvariantCulture);
}
