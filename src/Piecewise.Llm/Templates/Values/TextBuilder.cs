using System.Numerics;
using System.Text;

namespace Piecewise.Llm.Templates.Values;

/// <summary>Collects text, and fails before there is more than the limit.</summary>
internal sealed class TextBuilder(Budget budget)
{
    private readonly StringBuilder text = new();

    public TextBuilder Append(string part)
    {
        budget.ChargeText(part.Length, text.Length);
        text.Append(part);
        return this;
    }

    public TextBuilder Append(char part, BigInteger count)
    {
        if (count.Sign <= 0) return this;
        budget.ChargeText(count, text.Length);
        text.Append(part, (int)count);
        return this;
    }

    public override string ToString() => text.ToString();
}
