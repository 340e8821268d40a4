using System.Globalization;
using System.Numerics;
using System.Text;

namespace Piecewise.Llm.Templates.Values;

/// <summary>
/// The text that stands for a key: equal keys have equal texts, <c>1</c>, <c>1.0</c> and <c>true</c> too. Text stands for itself, so that
/// looking up a name costs nothing; all else begins with a character that no key of a template has.
/// </summary>
internal static class DictKey
{
    private const char Mark = '\0';

    public static string Of(string text) => text.Length > 0 && text[0] == Mark ? $"{Mark}s{text}" : text;

    /// <exception cref="TemplateException">The value is a list, a dict or anything else that is no key.</exception>
    public static string Of(Value key, Budget budget) => key switch
    {
        TextValue text => Of(text.Text),
        NoneValue => $"{Mark}none",
        UndefinedValue => $"{Mark}undefined",
        BooleanValue truth => Number(truth.IsTrue ? 1 : 0),
        IntegerValue number => Number(number.Value),
        FloatValue number when double.IsInteger(number.AsDouble) => Number(new BigInteger(number.AsDouble)),
        FloatValue number => $"{Mark}f{number.AsDouble.ToString("R", CultureInfo.InvariantCulture)}",
        TupleValue tuple => Of(tuple, budget),
        _ => throw new TemplateException($"a {key.TypeName} can't be a key of a dict"),
    };

    private static string Number(BigInteger value) => $"{Mark}n{value.ToString(CultureInfo.InvariantCulture)}";

    private static string Of(TupleValue tuple, Budget budget)
    {
        var text = new StringBuilder().Append(Mark).Append('t');
        foreach (var item in tuple.Items)
        {
            var part = Of(item, budget);
            text.Append(part.Length).Append(':').Append(part);
            budget.ChargeText(text.Length);
        }
        return text.ToString();
    }
}
