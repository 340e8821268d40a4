using System.Globalization;
using Piecewise.Llm.Templates.Operations;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Filters;

/// <summary>The argument <c>attribute</c> of filters: names and places with points between them.</summary>
internal sealed class AttributePath
{
    private readonly IReadOnlyList<Value> parts;

    private AttributePath(IReadOnlyList<Value> parts) => this.parts = parts;

    /// <summary>A path from an argument; none leads to the item itself.</summary>
    public static AttributePath Of(Value? argument) => argument switch
    {
        null or NoneValue => new AttributePath([]),
        TextValue text => new AttributePath([.. text.Text.Split('.').Select(Part)]),
        _ => new AttributePath([argument]),
    };

    /// <summary>Several paths with commas between them.</summary>
    public static IReadOnlyList<AttributePath> AllOf(Value? argument) =>
        argument is TextValue text ? [.. text.Text.Split(',').Select(path => Of(new TextValue(path)))] : [Of(argument)];

    /// <summary>Where the path leads from an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="budget">The rendering's limits.</param>
    /// <param name="missing">What stands for what isn't there; null leaves it undefined.</param>
    public Value Of(Value item, Budget budget, Value? missing = null)
    {
        foreach (var part in parts)
        {
            item = Access.Item(item, part, budget);
            if (missing is not (null or NoneValue) && item is UndefinedValue) item = missing;
        }
        return item;
    }

    private static Value Part(string part) => part.Length is > 0 and < 10 && part.All(char.IsAsciiDigit)
        ? new IntegerValue(int.Parse(part, CultureInfo.InvariantCulture))
        : new TextValue(part);
}
